import CTensorKernels
import InputOutput

/// How fast this machine multiplies matrices, measured now.
public struct SpeedMeasurement: Sendable {
    /// Floating-point operations per second that one thread reaches in registers: the processor's peak.
    public let peak: Double
    /// The same in a product of matrices over OpenBLAS, on one thread.
    public let oneThread: Double
    /// The same on all threads of the team together.
    public let allThreads: Double

    /// Measures for about a second.
    public init(on team: ThreadTeam) {
        _ = fledge_measure_peak(0.1)
        peak = fledge_measure_peak(0.2)
        oneThread = SpeedMeasurement.productSpeed(on: ThreadTeam(count: 1))
        allThreads = SpeedMeasurement.productSpeed(on: team)
    }

    /// The best of several products of the size that a middling model's layers have.
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
