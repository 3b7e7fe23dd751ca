import InputOutput

/// The record at the end of a zip archive that locates its central directory.
struct ZipEndRecord {
    /// The bytes of the central directory within the file.
    let directory: Range<Int>
    let memberCount: Int

    /// The size of the record without its comment, which may have up to 65,535 bytes.
    private static let size = 22
    private static let wideSize = 56
    private static let locatorSize = 20

    init(_ bytes: ArchiveBytes, path: String) throws {
        guard let record = Self.find(in: bytes) else {
            throw FledgeError(
                .data, at: path, "the archive has no end", expected: "the end record of a zip archive",
                found: "\(bytes.count) bytes without one", advice: "copy or download the file again")
        }
        let narrow = Fields(
            disks: [bytes.integer(at: record + 4, as: UInt16.self), bytes.integer(at: record + 6, as: UInt16.self)]
                .map { $0.map(UInt32.init) },
            counts: [bytes.integer(at: record + 8, as: UInt16.self), bytes.integer(at: record + 10, as: UInt16.self)]
                .map { $0.map(UInt64.init) },
            size: bytes.integer(at: record + 12, as: UInt32.self).map(UInt64.init),
            offset: bytes.integer(at: record + 16, as: UInt32.self).map(UInt64.init))
        var fields = narrow
        var end = record
        if let wide = Self.findWide(in: bytes, before: record) {
            fields = Fields(
                disks: [16, 20].map { bytes.integer(at: wide + $0, as: UInt32.self) },
                counts: [24, 32].map { bytes.integer(at: wide + $0, as: UInt64.self) },
                size: bytes.integer(at: wide + 40, as: UInt64.self),
                offset: bytes.integer(at: wide + 48, as: UInt64.self))
            end = wide
            guard narrow.agrees(with: fields) else {
                throw FledgeError(.data, at: path, "the two end records of the archive contradict each other")
            }
        }
        guard fields.disks == [0, 0], let count = fields.counts[0], fields.counts[1] == count, let size = fields.size,
            let offset = fields.offset, offset <= UInt64(end), size == UInt64(end) - offset,
            count <= size / UInt64(ZipEntry.minimumSize)
        else {
            throw FledgeError(
                .data, at: path, "the end record of the archive is wrong",
                expected: "a directory that ends at byte \(end)", found: fields.description,
                advice: "copy or download the file again")
        }
        directory = Int(offset)..<end
        memberCount = Int(count)
    }

    /// The last offset of a record whose comment ends with the file.
    private static func find(in bytes: ArchiveBytes) -> Int? {
        let last = bytes.count - size
        guard last >= 0 else { return nil }
        for offset in (max(0, last - Int(UInt16.max))...last).reversed()
        where bytes.integer(at: offset, as: UInt32.self) == 0x0605_4B50 {
            if bytes.integer(at: offset + 20, as: UInt16.self) == UInt16(last - offset) { return offset }
        }
        return nil
    }

    /// The record with 64-bit fields, which precedes its locator, which precedes the end record.
    private static func findWide(in bytes: ArchiveBytes, before record: Int) -> Int? {
        let locator = record - locatorSize
        let wide = locator - wideSize
        guard bytes.integer(at: locator, as: UInt32.self) == 0x0706_4B50,
            bytes.integer(at: locator + 8, as: UInt64.self) == UInt64(exactly: wide),
            bytes.integer(at: wide, as: UInt32.self) == 0x0606_4B50
        else { return nil }
        return wide
    }

    private struct Fields: CustomStringConvertible {
        var disks: [UInt32?]
        var counts: [UInt64?]
        var size: UInt64?
        var offset: UInt64?

        /// Returns true if every field that does not mark its value as too large has the same value.
        func agrees(with wide: Fields) -> Bool {
            (counts[1] == 0xFFFF || counts[1] == wide.counts[1])
                && (size == 0xFFFF_FFFF || size == wide.size)
                && (offset == 0xFFFF_FFFF || offset == wide.offset)
        }

        var description: String {
            "\(counts[1] ?? 0) members in \(size ?? 0) bytes at byte \(offset ?? 0)"
        }
    }
}
