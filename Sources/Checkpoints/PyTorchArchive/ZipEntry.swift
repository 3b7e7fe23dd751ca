import InputOutput

/// A member's entry in the directory of a zip archive.
struct ZipEntry {
    static let minimumSize = 46

    let name: String
    /// The start of the header before the member.
    let headerOffset: Int
    /// The member's size in bytes.
    let size: Int
    /// The end of the entry in the directory.
    let end: Int

    private let nameBytes: UnsafeRawBufferPointer
    private let place: String

    /// - Parameters:
    ///   - position: The start of the entry.
    ///   - limit: The end of the directory.
    init(_ bytes: ArchiveBytes, at position: Int, limit: Int, path: String) throws {
        let damaged = FledgeError(
            .data, at: path, "the archive's directory is damaged", expected: "an entry at byte \(position)",
            advice: "copy or download the file again")
        guard bytes.integer(at: position, as: UInt32.self) == 0x0201_4B50,
            let flags = bytes.integer(at: position + 8, as: UInt16.self),
            let method = bytes.integer(at: position + 10, as: UInt16.self),
            let compressedSize = bytes.integer(at: position + 20, as: UInt32.self),
            let plainSize = bytes.integer(at: position + 24, as: UInt32.self),
            let nameCount = bytes.integer(at: position + 28, as: UInt16.self).map(Int.init),
            let extraCount = bytes.integer(at: position + 30, as: UInt16.self).map(Int.init),
            let commentCount = bytes.integer(at: position + 32, as: UInt16.self).map(Int.init),
            let disk = bytes.integer(at: position + 34, as: UInt16.self),
            let offset = bytes.integer(at: position + 42, as: UInt32.self),
            let nameBytes = bytes.slice(at: position + Self.minimumSize, count: nameCount),
            let extra = bytes.slice(at: position + Self.minimumSize + nameCount, count: extraCount)
        else { throw damaged }
        let end = position + Self.minimumSize + nameCount + extraCount + commentCount
        guard end <= limit, let name = String(validating: nameBytes, as: UTF8.self) else { throw damaged }
        let place = "\(path): member \(String(excerptOf: nameBytes))"
        guard method == 0, flags & 1 == 0 else {
            throw FledgeError(
                .data, at: place, "the member of the archive is \(method == 0 ? "encrypted" : "compressed")",
                expected: "a member that is stored as it is", found: method == 0 ? nil : "method \(method)",
                advice: "write the file again with torch.save")
        }
        var wide = WideFields(extra)
        guard let plain = wide.value(of: plainSize), let compressed = wide.value(of: compressedSize),
            let header = wide.value(of: offset), disk == 0, plain == compressed, let size = Int(exactly: plain),
            let headerOffset = Int(exactly: header)
        else {
            throw FledgeError(
                .data, at: place, "the directory's entry of the member contradicts itself",
                expected: "one size and one place", found: "sizes \(plainSize) and \(compressedSize)",
                advice: "copy or download the file again")
        }
        self.name = name
        self.headerOffset = headerOffset
        self.size = size
        self.end = end
        self.nameBytes = nameBytes
        self.place = place
    }

    /// Returns the member's bytes after checking that the header before them agrees with the directory.
    ///
    /// - Parameter limit: The start of the directory, which members must not reach.
    func content(in bytes: ArchiveBytes, limit: Int) throws -> Range<Int> {
        guard bytes.holds(offset: headerOffset, count: 30),
            bytes.integer(at: headerOffset, as: UInt32.self) == 0x0403_4B50,
            let flags = bytes.integer(at: headerOffset + 6, as: UInt16.self),
            bytes.integer(at: headerOffset + 8, as: UInt16.self) == 0,
            let localSize = bytes.integer(at: headerOffset + 22, as: UInt32.self),
            let nameCount = bytes.integer(at: headerOffset + 26, as: UInt16.self).map(Int.init),
            let extraCount = bytes.integer(at: headerOffset + 28, as: UInt16.self).map(Int.init),
            let localName = bytes.slice(at: headerOffset + 30, count: nameCount)
        else {
            throw contradiction(expected: "a header of it at byte \(headerOffset)", found: nil)
        }
        guard localName.elementsEqual(nameBytes) else {
            throw contradiction(expected: "its name", found: String(excerptOf: localName))
        }
        // The size may follow the member, in a data descriptor, or be in the extra fields.
        let isElsewhere = flags & 8 != 0 || localSize == UInt32.max
        guard isElsewhere || UInt64(localSize) == UInt64(size) else {
            throw contradiction(expected: "\(size) bytes", found: "\(localSize) bytes")
        }
        let start = headerOffset + 30 + nameCount + extraCount
        guard start <= limit, size <= limit - start else {
            throw FledgeError(
                .data, at: place, "the member reaches beyond the members' part of the file",
                expected: "an end at byte \(limit) or before", found: "\(size) bytes from byte \(start)",
                advice: "copy or download the file again")
        }
        return start..<start + size
    }

    private func contradiction(expected: String, found: String?) -> FledgeError {
        FledgeError(
            .data, at: place, "the header before the member does not agree with the archive's directory",
            expected: expected, found: found, advice: "copy or download the file again")
    }

    /// The 64-bit values of fields that exceed 32 bits, in field order.
    private struct WideFields {
        private var values: ArchiveBytes?
        private var position = 0

        init(_ extra: UnsafeRawBufferPointer) {
            let extra = ArchiveBytes(extra)
            var position = 0
            while let kind = extra.integer(at: position, as: UInt16.self),
                let count = extra.integer(at: position + 2, as: UInt16.self).map(Int.init)
            {
                if kind == 1 { values = extra.slice(at: position + 4, count: count).map { ArchiveBytes($0) } }
                if values != nil { return }
                position += 4 + count
            }
        }

        mutating func value(of field: UInt32) -> UInt64? {
            guard field == UInt32.max else { return UInt64(field) }
            defer { position += 8 }
            return values?.integer(at: position, as: UInt64.self)
        }
    }
}
