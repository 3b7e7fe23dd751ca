import CTensorKernels
public import TensorKernels

/// Gradient clipping by global norm (Pascanu, Mikolov and Bengio, 2013).
public enum GradientClipping {
    /// The Euclidean norm over all gradients.
    ///
    /// The order of summation is fixed, whatever the number of threads. Each table row is summed separately, so
    /// untouched rows can be skipped: they would add nothing.
    public static func norm(_ gradients: GradientStore, on team: ThreadTeam) -> Double {
        let segments = gradients.layout.indices.flatMap(gradients.touchedSegments).flatMap { $0.chunks(of: 1 << 16) }
        let portions = segments.portions(of: 1 << 16)
        let values = gradients.storage
        let sums = [Double](unsafeUninitializedCapacity: segments.count) { buffer, count in
            let start = UncheckedPointer(buffer)
            team.forEach(portions.count) { _, number in
                for position in portions[number].indices {
                    let segment = segments[position]
                    start.buffer[position] = fledge_sum_of_squares(
                        values + segment.gradientOffset, segment.count)
                }
            }
            count = segments.count
        }
        return sums.reduce(0, +).squareRoot()
    }

    private struct UncheckedPointer: @unchecked Sendable {
        let buffer: UnsafeMutableBufferPointer<Double>
        init(_ buffer: UnsafeMutableBufferPointer<Double>) { self.buffer = buffer }
    }

    /// The factor that keeps the norm of the gradients at or below the maximum, computed with PyTorch's formula.
    public static func scale(norm: Double, maximum: Double) -> Float {
        Float(min(1, maximum / (norm + 1e-6)))
    }
}
