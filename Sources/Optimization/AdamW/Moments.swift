import TensorKernels

/// The running means of the gradients and of their squares, in the layout of the gradients.
final class Moments {
    private let firstBuffer: FloatBuffer
    private let secondBuffer: FloatBuffer

    /// Creates moments of zero.
    init(count: Int) {
        firstBuffer = FloatBuffer(count: count)
        secondBuffer = FloatBuffer(count: count)
    }

    var first: UnsafeMutablePointer<Float> { firstBuffer.start }
    var second: UnsafeMutablePointer<Float> { secondBuffer.start }
}
