import Foundation

/// What becomes of a process that asks for memory that cannot be had.
enum OutOfMemory {
    /// The exit code that sysexits has for what the operating system refuses.
    private static let exitCode: Int32 = 71

    /// Says how much was asked for and what would need less, and ends the process: nothing that computes can go on without
    /// its memory, and what it wrote so far is where the next run looks for it.
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
