import Foundation

/// Puts one directory in the place of another in one step where the system can, in two where it cannot.
package enum DirectoryExchange {
    private typealias RenameAt2 =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

    /// `RENAME_EXCHANGE` of Linux.
    private static let exchangeFlag: UInt32 = 2

    /// Replaces `target` by `replacement` and returns where the old directory is now.
    ///
    /// - Parameter path: The target as the user named it, for errors.
    package static func replace(_ target: String, with replacement: String, shownAs path: String) throws -> String {
        if exchange(replacement, target) { return replacement }
        return try renameAside(target, with: replacement, shownAs: path)
    }

    /// Exchanges the two names at once; false where the system or the file system cannot.
    package static func exchange(_ first: String, _ second: String) -> Bool {
        // Looked up at run time: older C libraries lack the function, and other systems too.
        guard let address = dlsym(nil, "renameat2") else { return false }
        return unsafeBitCast(address, to: RenameAt2.self)(AT_FDCWD, first, AT_FDCWD, second, exchangeFlag) == 0
    }

    /// Renames the old directory aside, the new one into place, and undoes the first where the second fails.
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
