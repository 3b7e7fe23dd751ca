import InputOutput

/// Names of files in a repository.
enum FileName {
    /// Checks that a name stays within its directory.
    ///
    /// - Throws: ``FledgeError`` with category `data`.
    static func requireSafe(_ name: String, in reference: ModelReference) throws {
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" }
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") })
        else {
            throw FledgeError(
                .data, at: "\(reference)", "the repository names a file that would lie outside of its directory",
                expected: "a relative path without ..", found: name.debugDescription,
                advice: "do not use this repository")
        }
    }
}
