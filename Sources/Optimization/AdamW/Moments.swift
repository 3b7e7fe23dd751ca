import TensorKernels

/// The running means of the gradients and of their squares, laid out as the gradients are.
final class Moments {
    private let firstBuffer: FloatBuffer
    private let secondBuffer: FloatBuffer

    /// Moments of zero.
    init(count: Int) {
        firstBuffer = FloatBuffer(count: count)
        secondBuffer = FloatBuffer(count: count)
    }

    var first: UnsafeMutablePointer<Float> { firstBuffer.start }
    var second: UnsafeMutablePointer<Float> { secondBuffer.start }
}
