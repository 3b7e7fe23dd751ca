import CTensorKernels
public import TensorKernels

/// Clipping by the norm of all gradients together (Pascanu, Mikolov and Bengio, 2013).
public enum GradientClipping {
    /// The Euclidean norm over all gradients; its sums have a fixed shape whatever the number of threads.
    public static func norm(_ gradients: GradientStore, on team: ThreadTeam) -> Double {
        let size = 1 << 16
        let chunkCount = (gradients.count + size - 1) / size
        let sums = [Double](unsafeUninitializedCapacity: chunkCount) { buffer, count in
            let start = UncheckedPointer(buffer)
            team.forEach(chunkCount) { _, chunk in
                let first = chunk * size
                start.buffer[chunk] = fledge_sum_of_squares(gradients.start + first, min(size, gradients.count - first))
            }
            count = chunkCount
        }
        return sums.reduce(0, +).squareRoot()
    }

    private struct UncheckedPointer: @unchecked Sendable {
        let buffer: UnsafeMutableBufferPointer<Double>
        init(_ buffer: UnsafeMutableBufferPointer<Double>) { self.buffer = buffer }
    }

    /// What to multiply the gradients by so that their norm does not exceed the maximum; the formula is PyTorch's.
    public static func scale(norm: Double, maximum: Double) -> Float {
        Float(min(1, maximum / (norm + 1e-6)))
    }
}
