import Foundation

/// Replaces one directory by another, atomically if the system supports it, otherwise in two steps.
package enum DirectoryExchange {
    private typealias RenameAt2 =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

    /// `RENAME_EXCHANGE` of Linux.
    private static let exchangeFlag: UInt32 = 2

    /// Replaces `target` by `replacement` and returns the new path of the old directory.
    ///
    /// - Parameter path: The target as given by the user, for error messages.
    package static func replace(_ target: String, with replacement: String, shownAs path: String) throws -> String {
        if exchange(replacement, target) { return replacement }
        return try renameAside(target, with: replacement, shownAs: path)
    }

    /// Swaps two names atomically; returns false if the system or file system does not support it.
    package static func exchange(_ first: String, _ second: String) -> Bool {
        // Looked up at run time: older C libraries and other systems do not have the function.
        guard let address = dlsym(nil, "renameat2") else { return false }
        return unsafeBitCast(address, to: RenameAt2.self)(AT_FDCWD, first, AT_FDCWD, second, exchangeFlag) == 0
    }

    /// Moves the old directory aside and the new one into place; if the second step fails, the first is undone.
    package static func renameAside(
        _ target: String, with replacement: String, shownAs path: String
    ) throws -> String {
        let aside = PartialOutput.name(for: target)
        guard rename(target, aside) == 0 else {
            throw FledgeError.creating(errno, at: path, while: "renaming the old directory aside")
        }
        guard rename(replacement, target) == 0 else {
            let code = errno
            rename(aside, target)
            throw FledgeError.creating(code, at: path, while: "renaming the directory into place")
        }
        return aside
    }
}
