import InputOutput

/// The members of a zip archive that are stored without compression.
///
/// Only the archive's central directory is used, and the header before each member must agree with it.
/// Source: PKWARE, APPNOTE.TXT, sections 4.3 and 4.5.3.
struct ZipArchive {
    /// The byte range of each member in the file, by name.
    let members: [String: Range<Int>]

    /// - Parameters:
    ///   - bytes: All bytes of the file.
    ///   - path: The file's path, for messages.
    /// - Throws: `FledgeError` with category `data` if the archive is damaged, ambiguous, compressed or encrypted.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        let bytes = ArchiveBytes(bytes)
        let end = try ZipEndRecord(bytes, path: path)
        var members: [String: Range<Int>] = [:]
        var extents: [Range<Int>] = []
        members.reserveCapacity(end.memberCount)
        var position = end.directory.lowerBound
        for _ in 0..<end.memberCount {
            let entry = try ZipEntry(bytes, at: position, limit: end.directory.upperBound, path: path)
            position = entry.end
            let content = try entry.content(in: bytes, limit: end.directory.lowerBound)
            guard members.updateValue(content, forKey: entry.name) == nil else {
                throw FledgeError(
                    .data, at: path, "the archive has two members of one name",
                    found: String(excerptOf: entry.name.utf8))
            }
            extents.append(entry.headerOffset..<content.upperBound)
        }
        guard position == end.directory.upperBound else {
            throw FledgeError(
                .data, at: path, "the archive's directory does not fill its place",
                expected: "\(end.directory.count) bytes", found: "\(position - end.directory.lowerBound) bytes",
                advice: "copy or download the file again")
        }
        extents.sort { $0.lowerBound < $1.lowerBound }
        for (first, second) in zip(extents, extents.dropFirst()) where first.upperBound > second.lowerBound {
            throw FledgeError(
                .data, at: path, "two members of the archive overlap", expected: "the next after \(first.upperBound)",
                found: "one at byte \(second.lowerBound)")
        }
        self.members = members
    }
}
