import Foundation

/// A file of JSON lines that grows by one durable line at a time, so that interrupted work can be resumed.
package struct JournalFile {
    package let path: String

    package init(path: String) { self.path = path }

    /// Returns the existing entries; none if there is no file.
    ///
    /// A line that was truncated by a crash, or written by another version, is ignored.
    package func entries<Entry: Decodable>(_ type: Entry.Type = Entry.self) -> [Entry] {
        let content = FileManager.default.contents(atPath: path) ?? Data()
        return content.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(type, from: Data($0))
        }
    }

    /// Appends an entry durably; the file is created if necessary.
    ///
    /// - Throws: ``FledgeError`` with category `cannotCreate` if the file cannot be opened for writing, `inputOutput`
    ///   if the line cannot be written, for instance on a full disk.
    package func append(_ entry: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = try encoder.encode(entry)
        line.append(UInt8(ascii: "\n"))
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw unopened(errno) }
        defer { close(descriptor) }
        // A line left incomplete by another process must not be joined with this one.
        if try endsWithinLine(descriptor) { line.insert(UInt8(ascii: "\n"), at: 0) }
        try line.withUnsafeBytes { try DescriptorOutput.write($0, to: descriptor, path: path) }
        guard fsync(descriptor) == 0 else {
            throw FledgeError.system(errno, at: path, while: "synchronizing the file")
        }
    }

    private func unopened(_ code: Int32) -> FledgeError {
        guard code == EACCES || code == EPERM, OutputPath.mode(of: path) != nil else {
            return FledgeError.creating(code, at: path, while: "opening the file")
        }
        return FledgeError(
            .cannotCreate, at: path, "the file is not writable", advice: "check its owner and mode with ls -l")
    }

    /// Returns true if the last line does not end with a newline.
    private func endsWithinLine(_ descriptor: Int32) throws -> Bool {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw FledgeError.system(errno, at: path, while: "looking for the file's end") }
        var last: UInt8 = 0
        return size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != UInt8(ascii: "\n")
    }
}
