/// Where the bytes of an output go.
package protocol ByteOutput: AnyObject {
    /// Adds bytes.
    ///
    /// - Throws: `FledgeError` with category `inputOutput`, for instance on a full disk.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Sends on what was added so far.
    func flush() throws
    /// Sends on everything, and puts a file in place.
    func finish() throws
}

/// An output whose bytes so far can be made durable, to go on behind them after a crash.
protocol DurableOutput: ByteOutput {
    /// Makes the bytes durable.
    ///
    /// - Returns: Their number.
    func synchronize() throws -> Int
}
