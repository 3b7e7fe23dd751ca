import InputOutput

/// A table of LevelDB: blocks with sorted keys and their values, an index of the blocks, and a footer.
///
/// The footer is the last 48 bytes of the file: the locations of the metadata block and the index, zeros, and a magic
/// number. Each block is followed by a byte with its compression type and a masked CRC-32C of both.
/// Source: https://github.com/google/leveldb/blob/main/doc/table_format.md
struct LevelDBTable {
    private static let footerCount = 48
    private static let magic: UInt64 = 0xDB47_7524_8B80_FB57

    private let file: UnsafeRawBufferPointer
    private let path: String
    private let metadata: BlockHandle
    private let index: BlockHandle

    /// The location of a block.
    private struct BlockHandle {
        let offset: Int
        let count: Int

        init(_ cursor: inout ByteCursor) throws {
            offset = Int(clamping: try cursor.variableLengthInteger())
            count = Int(clamping: try cursor.variableLengthInteger())
        }
    }

    /// Reads the footer.
    ///
    /// - Parameters:
    ///   - file: All bytes of the file, which must outlive the table.
    ///   - path: The file's path, for messages.
    init(file: UnsafeRawBufferPointer, path: String) throws {
        guard !file.starts(with: "version https://git-lfs".utf8) else {
            throw FledgeError(
                .data, at: path, "the file is a pointer of Git LFS", expected: "the index of a TensorFlow checkpoint",
                advice: "fetch the content with git lfs pull")
        }
        guard file.count >= Self.footerCount else {
            throw FledgeError(
                .data, at: path, "the file is too short for the index of a TensorFlow checkpoint",
                expected: "at least \(Self.footerCount) bytes", found: "\(file.count) bytes")
        }
        let footer = UnsafeRawBufferPointer(rebasing: file[(file.count - Self.footerCount)...])
        guard UInt64(littleEndian: footer.loadUnaligned(fromByteOffset: 40, as: UInt64.self)) == Self.magic else {
            let found = footer[40...].map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
            throw FledgeError(
                .data, at: path, "the file does not end like the index of a TensorFlow checkpoint",
                expected: "the bytes 57fb808b247547db", found: found.joined(),
                advice: "where the file was copied or downloaded, do that again")
        }
        var cursor = ByteCursor(UnsafeRawBufferPointer(rebasing: footer[..<40]))
        do {
            metadata = try BlockHandle(&cursor)
            index = try BlockHandle(&cursor)
        } catch let error as MalformedBytes {
            throw FledgeError(
                .data, at: path, "the footer of the index is damaged: \(error.problem)",
                found: "byte \(file.count - Self.footerCount + error.offset) of the file")
        }
        self.file = file
        self.path = path
    }

    /// Calls `body` for each entry in key order, which is byte order without duplicates.
    ///
    /// - Throws: Errors of `body`; ``FledgeError`` with category `data` if the table is damaged.
    func forEachEntry(_ body: (_ key: [UInt8], _ value: UnsafeRawBufferPointer) throws -> Void) throws {
        try forEachEntry(of: metadata, as: "the block of metadata") { _, _, _ in }
        var key: [UInt8] = []
        var isFirst = true
        var end = 0
        try forEachEntry(of: index, as: "the index block") { separator, value, place in
            guard let handle = handle(value), handle.offset >= end else {
                throw FledgeError(
                    .data, at: place, "the index of the blocks is damaged",
                    expected: "the place of a block after byte \(end)")
            }
            var previous: [UInt8]? = isFirst ? nil : key
            try forEachEntry(of: handle, as: "the block") { next, value, place in
                if let last = previous {
                    guard last.lexicographicallyPrecedes(next) else { throw Self.unordered(place) }
                    previous = nil
                }
                key = next
                isFirst = false
                try body(next, value)
            }
            guard !separator.lexicographicallyPrecedes(key) else { throw Self.unordered(place) }
            end = handle.offset + handle.count
        }
    }

    private func handle(_ value: UnsafeRawBufferPointer) -> BlockHandle? {
        var cursor = ByteCursor(value)
        return try? BlockHandle(&cursor)
    }

    private static func unordered(_ place: String) -> FledgeError {
        FledgeError(.data, at: place, "the keys of the index are not in order", expected: "each key once, in order")
    }

    private func forEachEntry(
        of handle: BlockHandle, as name: String,
        _ body: (_ key: [UInt8], _ value: UnsafeRawBufferPointer, _ place: String) throws -> Void
    ) throws {
        let place = "\(path): \(name) at byte \(handle.offset)"
        do {
            try withContents(of: handle, place: place) { contents in
                var reader = try LevelDBBlockReader(contents)
                while let value = try reader.next() { try body(reader.key, value, place) }
            }
        } catch let error as MalformedBytes {
            throw FledgeError(
                .data, at: place, "the block is damaged: \(error.problem)", found: "byte \(error.offset) of the block")
        }
    }

    /// Checks a block's location and checksum, and calls `body` with its decompressed bytes.
    private func withContents(
        of handle: BlockHandle, place: String, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let limit = file.count - Self.footerCount
        guard handle.offset <= limit, handle.count <= limit - handle.offset - 5 else {
            throw FledgeError(
                .data, at: place, "the block lies outside of the file",
                expected: "\(handle.count) bytes and 5 more before byte \(limit)",
                advice: "where the file was copied or downloaded, do that again")
        }
        let end = handle.offset + handle.count
        let found = CRC32C.masked(UnsafeRawBufferPointer(rebasing: file[handle.offset...end]))
        guard UInt32(littleEndian: file.loadUnaligned(fromByteOffset: end + 1, as: UInt32.self)) == found else {
            throw FledgeError(
                .data, at: place, "the bytes of the block do not fit their checksum: the file is damaged",
                advice: "where the file was copied or downloaded, do that again")
        }
        let contents = UnsafeRawBufferPointer(rebasing: file[handle.offset..<end])
        switch file[end] {
        case 0: try body(contents)
        case 1: try Snappy.decompress(contents).withUnsafeBytes(body)
        default:
            throw FledgeError(
                .data, at: place, "the block is compressed in a way that cannot be read",
                expected: "0 (not at all) or 1 (Snappy)", found: "\(file[end])")
        }
    }
}
