import Foundation

extension UnsafeMutableBufferPointer<Float> {
    /// Fills the buffer with normally distributed values of mean zero (Box and Muller, 1958).
    public func fillNormal(standardDeviation: Float, using generator: inout some RandomNumberGenerator) {
        for index in indices {
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
            let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &generator)
            self[index] = standardDeviation * Float(radius * cos(angle))
        }
    }
}
