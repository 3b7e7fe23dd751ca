import CTensorKernels
import InputOutput

/// A measurement of this machine's matrix multiplication speed.
public struct SpeedMeasurement: Sendable {
    /// Floating-point operations per second of one thread working in registers: the processor's peak.
    public let peak: Double
    /// Floating-point operations per second of an OpenBLAS matrix multiplication on one thread.
    public let oneThread: Double
    /// Floating-point operations per second of an OpenBLAS matrix multiplication on all threads of the team together.
    public let allThreads: Double

    /// Measures for about a second.
    public init(on team: ThreadTeam) {
        _ = fledge_measure_peak(0.1)
        peak = fledge_measure_peak(0.2)
        oneThread = SpeedMeasurement.productSpeed(on: ThreadTeam(count: 1))
        allThreads = SpeedMeasurement.productSpeed(on: team)
    }

    /// The best speed of several matrix multiplications of a size typical for the layers of a medium-sized model.
    private static func productSpeed(on team: ThreadTeam) -> Double {
        let size = 1024
        let buffer = FloatBuffer(count: 3 * size * size + size)
        for index in 0..<2 * size * size { buffer.start[index] = Float(index % 7) }
        let matrices = (0..<3).map { Matrix(buffer.start + $0 * size * size, rows: size, columns: size) }
        let bias = buffer.start + 3 * size * size
        let arena = Arena()
        var best = Double.infinity
        for _ in 0..<12 {
            let start = ContinuousClock.now
            Linear.forward(matrices[0], weight: matrices[1], bias: bias, into: matrices[2], arena: arena, on: team)
            best = min(best, start.duration(to: .now).seconds)
        }
        return 2 * Double(size * size * size) / best
    }
}
