import Datasets
import Foundation

/// A few thousand rows of a dataset as one blob, in little-endian byte order.
///
/// The blob starts with the number of rows, the number of ids, and the number of bytes per id (2 if all ids fit,
/// otherwise 4), each in four bytes. Then come, for each row, its number of ids, its label's number (or −1), its line
/// and its number of truncated ids, each in four bytes, column by column; then the ids of all rows. A row with segments
/// is marked by the highest bit of its count, and its segments follow its ids.
struct EncodedChunk {
    var rowCount: Int
    var content: Data
    /// The CRC-32 of the content.
    var checksum: Int

    private static let headerSize = 12
    private static let rowSize = 16
    private static let hasSegments: UInt32 = 1 << 31

    init(rowCount: Int, content: Data, checksum: Int) {
        self.rowCount = rowCount
        self.content = content
        self.checksum = checksum
    }

    // MARK: Writing

    init(_ rows: some Collection<EncodedRow>) {
        var idCount = 0
        var isNarrow = true
        for row in rows {
            idCount += row.ids.count + (row.typeIDs?.count ?? 0)
            isNarrow = isNarrow && Self.fitsNarrow(row.ids) && (row.typeIDs.map(Self.fitsNarrow) ?? true)
        }
        let idSize = isNarrow ? 2 : 4
        let count = rows.count
        var content = Data(count: Self.headerSize + count * Self.rowSize + idCount * idSize)
        content.withUnsafeMutableBytes { bytes in
            func store(_ value: UInt32, at offset: Int) {
                bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
            }
            for (position, value) in [count, idCount, idSize].enumerated() {
                store(UInt32(value), at: position * 4)
            }
            var offset = Self.headerSize + count * Self.rowSize
            for (index, row) in rows.enumerated() {
                let column = { (number: Int) in Self.headerSize + (number * count + index) * 4 }
                store(UInt32(row.ids.count) | (row.typeIDs == nil ? 0 : Self.hasSegments), at: column(0))
                store(UInt32(bitPattern: Int32(row.label ?? -1)), at: column(1))
                store(UInt32(truncatingIfNeeded: row.line), at: column(2))
                store(UInt32(clamping: row.truncatedTokenCount), at: column(3))
                Self.store(row.ids, at: &offset, in: bytes, isNarrow: isNarrow)
                if let typeIDs = row.typeIDs { Self.store(typeIDs, at: &offset, in: bytes, isNarrow: isNarrow) }
            }
        }
        self.init(rowCount: count, content: content, checksum: Self.checksum(of: content))
    }

    private static func fitsNarrow(_ ids: [Int32]) -> Bool {
        var bits: UInt32 = 0
        for id in ids { bits |= UInt32(bitPattern: id) }
        return bits <= 0xFFFF
    }

    private static func store(
        _ ids: [Int32], at offset: inout Int, in bytes: UnsafeMutableRawBufferPointer, isNarrow: Bool
    ) {
        if isNarrow {
            for id in ids {
                bytes.storeBytes(of: UInt16(truncatingIfNeeded: id).littleEndian, toByteOffset: offset, as: UInt16.self)
                offset += 2
            }
        } else {
            for id in ids {
                bytes.storeBytes(of: id.littleEndian, toByteOffset: offset, as: Int32.self)
                offset += 4
            }
        }
    }

    private static func checksum(of content: Data) -> Int {
        var checksum = Checksum()
        content.withUnsafeBytes { checksum.add($0) }
        return checksum.value
    }

    // MARK: Reading

    /// Tells whether the content is the one that was stored.
    var isIntact: Bool { Self.checksum(of: content) == checksum }

    /// The rows; `nil` if the content differs from what was stored.
    ///
    /// - Parameter labels: The index of each label number.
    func rows(labels: [Int]) -> [EncodedRow]? {
        guard isIntact else { return nil }
        return content.withUnsafeBytes { Self.rows($0, count: rowCount, labels) }
    }

    private static func rows(_ bytes: UnsafeRawBufferPointer, count: Int, _ labels: [Int]) -> [EncodedRow]? {
        func load(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        guard bytes.count >= headerSize, load(0) == count, [2, 4].contains(load(8)) else { return nil }
        let idSize = Int(load(8))
        guard bytes.count == headerSize + count * rowSize + Int(load(4)) * idSize else { return nil }
        var offset = headerSize + count * rowSize
        var rows: [EncodedRow] = []
        rows.reserveCapacity(count)
        for index in 0..<count {
            let column = { (number: Int) in load(headerSize + (number * count + index) * 4) }
            let length = Int(column(0) & ~hasSegments)
            let hasTypes = column(0) & hasSegments != 0
            let number = Int(Int32(bitPattern: column(1)))
            guard offset + length * idSize * (hasTypes ? 2 : 1) <= bytes.count, (-1..<labels.count).contains(number)
            else {
                return nil
            }
            let ids = ids(bytes, at: &offset, length, idSize)
            let typeIDs = hasTypes ? Self.ids(bytes, at: &offset, length, idSize) : nil
            rows.append(
                EncodedRow(
                    ids: ids, typeIDs: typeIDs, label: number < 0 ? nil : labels[number], line: Int(column(2)),
                    truncatedTokenCount: Int(column(3))))
        }
        return offset == bytes.count ? rows : nil
    }

    private static func ids(
        _ bytes: UnsafeRawBufferPointer, at offset: inout Int, _ count: Int, _ size: Int
    ) -> [Int32] {
        let start = offset
        offset += count * size
        return [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
            if size == 2 {
                for index in 0..<count {
                    let id = bytes.loadUnaligned(fromByteOffset: start + index * 2, as: UInt16.self)
                    buffer[index] = Int32(UInt16(littleEndian: id))
                }
            } else {
                for index in 0..<count {
                    let id = bytes.loadUnaligned(fromByteOffset: start + index * 4, as: Int32.self)
                    buffer[index] = Int32(littleEndian: id)
                }
            }
            initialized = count
        }
    }
}
