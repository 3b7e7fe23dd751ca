import Foundation

extension FledgeError {
    /// The error for a failed system call that creates, renames or replaces an output, with a category for outputs.
    ///
    /// - Parameters:
    ///   - code: The value of `errno` right after the call.
    ///   - path: The output as given by the user.
    ///   - action: The attempted action, for instance "creating the file".
    package static func creating(_ code: Int32, at path: String, while action: String) -> FledgeError {
        switch code {
        case ENOENT:
            return missingParent(of: path)
        case ENOTDIR:
            return parentIsNoDirectory(of: path)
        case EACCES, EPERM, EROFS:
            return unwritableParent(of: path)
        case EISDIR:
            return FledgeError(.cannotCreate, at: path, "is a directory", expected: "a file")
        default:
            return system(code, at: path, while: action)
        }
    }

    static func missingParent(of path: String) -> FledgeError {
        FledgeError(
            .cannotCreate, at: path, "the parent directory \"\(OutputPath.parent(of: path))\" does not exist",
            advice: "create it with mkdir -p, or choose another place")
    }

    static func parentIsNoDirectory(of path: String) -> FledgeError {
        FledgeError(
            .cannotCreate, at: path, "\"\(OutputPath.parent(of: path))\" is not a directory",
            advice: "choose another place")
    }

    static func unwritableParent(of path: String) -> FledgeError {
        FledgeError(
            .cannotCreate, at: path, "the parent directory \"\(OutputPath.parent(of: path))\" is not writable",
            advice: "check its owner and mode with ls -ld, or choose another place")
    }
}
