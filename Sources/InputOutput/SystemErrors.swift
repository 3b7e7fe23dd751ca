import Foundation

extension FledgeError {
    /// The error for a failed system call, from `errno`, with the matching category.
    ///
    /// - Parameters:
    ///   - code: The value of `errno` right after the call.
    ///   - path: The file that the call accessed.
    ///   - action: The attempted action, for instance "opening the file".
    public static func system(_ code: Int32, at path: String, while action: String) -> FledgeError {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOENT:
            return FledgeError(.noInput, at: path, "no such file or directory", advice: "check the path")
        case EACCES, EPERM:
            return FledgeError(
                .noInput, at: path, "permission denied while \(action)", advice: "check the owner and mode with ls -l")
        case EISDIR:
            return FledgeError(.noInput, at: path, "is a directory", expected: "a file")
        case ENOSPC, EDQUOT:
            return FledgeError(
                .inputOutput, at: path, "the disk is full (\(reason))",
                advice: "free some space and run the command again")
        case EPIPE:
            return FledgeError(.inputOutput, at: path, "the program that was reading it has ended")
        default:
            return FledgeError(.inputOutput, at: path, "\(action) failed: \(reason)")
        }
    }
}
