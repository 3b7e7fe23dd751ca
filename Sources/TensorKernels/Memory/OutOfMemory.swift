import Foundation

/// Handling of failed memory allocations.
enum OutOfMemory {
    /// The sysexits exit code for operating system errors.
    private static let exitCode: Int32 = 71

    /// Reports how much memory was requested and how to use less, then ends the process. No computation can continue
    /// without its memory, and the files written so far are where the next run looks for them.
    static func end(bytes: Int) -> Never {
        let message = """
            fledge: error: out of memory: \(bytes >> 20) MB more cannot be had
              try:      shorter texts (--maximum-length); when training also smaller batches (--batch-size) or recomputed \
            activations (--recompute), and --resume to continue from the last checkpoint

            """
        FileHandle.standardError.write(Data(message.utf8))
        _exit(exitCode)
    }
}
