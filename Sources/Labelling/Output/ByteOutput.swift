/// A destination for the bytes of an output.
package protocol ByteOutput: AnyObject {
    /// Adds bytes.
    ///
    /// - Throws: `FledgeError` with category `inputOutput`, for instance on a full disk.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Flushes the bytes added so far.
    func flush() throws
    /// Flushes everything, and puts a file in place.
    func finish() throws
}

/// An output whose bytes so far can be made durable, so that writing can be resumed after a crash.
protocol DurableOutput: ByteOutput {
    /// Makes the bytes durable.
    ///
    /// - Returns: Their number.
    func synchronize() throws -> Int
}
