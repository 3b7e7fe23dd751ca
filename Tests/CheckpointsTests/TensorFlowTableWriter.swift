import Foundation

/// Writes the index of a TensorFlow checkpoint, correct or not, for the tests to read.
struct TensorFlowTableWriter {
    enum Block: Equatable { case data, metadata, index }

    typealias Entry = (key: [UInt8], value: [UInt8])

    var entriesPerBlock = 1000
    var restartInterval = 16
    /// Writes blocks in Snappy's format, with literals only.
    var isCompressed = false
    /// Changes a block's bytes and compression type before its checksum is computed.
    var edit: (Block, inout [UInt8], inout UInt8) -> Void = { _, _, _ in }

    func table(_ entries: [Entry]) -> [UInt8] {
        var file: [UInt8] = []
        func append(_ kind: Block, _ contents: [UInt8]) -> [UInt8] {
            var bytes = isCompressed ? Self.literals(contents) : contents
            var type: UInt8 = isCompressed ? 1 : 0
            edit(kind, &bytes, &type)
            let handle = Self.varint(file.count) + Self.varint(bytes.count)
            file += bytes + [type]
            file += Self.fixed(Self.maskedCheck(bytes + [type]))
            return handle
        }
        var handles: [Entry] = []
        for start in stride(from: 0, to: entries.count, by: entriesPerBlock) {
            let part = Array(entries[start..<min(start + entriesPerBlock, entries.count)])
            handles.append((part[part.count - 1].key, append(.data, block(part, restartInterval: restartInterval))))
        }
        let metadata = append(.metadata, block([], restartInterval: 1))
        let index = append(.index, block(handles, restartInterval: 1))
        let footer = metadata + index
        return file + footer + [UInt8](repeating: 0, count: 40 - footer.count) + Self.magic
    }

    static let magic: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]

    private func block(_ entries: [Entry], restartInterval: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var restarts = [0]
        var previous: [UInt8] = []
        for (index, entry) in entries.enumerated() {
            let isRestart = index % restartInterval == 0
            if isRestart, index > 0 { restarts.append(bytes.count) }
            let shared = isRestart ? 0 : zip(previous, entry.key).prefix { $0 == $1 }.count
            bytes += Self.varint(shared) + Self.varint(entry.key.count - shared) + Self.varint(entry.value.count)
            bytes += entry.key[shared...] + entry.value
            previous = entry.key
        }
        return (restarts + [restarts.count]).reduce(into: bytes) { $0 += Self.fixed(UInt32($1)) }
    }
}

extension TensorFlowTableWriter {
    static func varint(_ value: Int) -> [UInt8] { varint(UInt64(value)) }

    static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes): (UInt64, [UInt8]) = (value, [])
        while rest >= 128 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func fixed(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

    /// A message field with a number.
    static func field(_ number: Int, _ value: Int64) -> [UInt8] {
        varint(number << 3) + varint(UInt64(bitPattern: value))
    }

    /// A message field with bytes or another message.
    static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(bytes.count) + bytes
    }

    /// The masked CRC-32C, bit by bit.
    static func maskedCheck(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var check = ~UInt32(0)
        for byte in bytes {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check >> 1 ^ (check & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        check = ~check
        return (check >> 15 | check << 17) &+ 0xA282_EAD8
    }

    /// Bytes in Snappy's format without any copies.
    static func literals(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 60).reduce(into: varint(bytes.count)) { result, start in
            let part = bytes[start..<min(start + 60, bytes.count)]
            result.append(UInt8(part.count - 1) << 2)
            result += part
        }
    }
}

/// A variable as described in a checkpoint's index, correctly or not.
struct TensorFlowVariable {
    var name: String
    var type: Int64 = 1
    var shape: [Int64] = [1]
    var shard: Int64 = 0
    var offset: Int64 = 0
    var byteCount: Int64 = 4
    var check: UInt32 = 0
    /// Further fields of the entry.
    var more: [UInt8] = []

    /// The entry with its key.
    var entry: TensorFlowTableWriter.Entry {
        typealias Writer = TensorFlowTableWriter
        let sizes = shape.flatMap { Writer.field(2, Writer.field(1, $0)) }
        let value =
            Writer.field(1, type) + Writer.field(2, sizes) + Writer.field(3, shard) + Writer.field(4, offset)
            + Writer.field(5, byteCount) + Writer.varint(6 << 3 | 5) + Writer.fixed(check) + more
        return (Array(name.utf8), value)
    }

    /// The entry that describes the checkpoint.
    static func header(shardCount: Int64 = 1, endianness: Int64 = 0, version: [UInt8] = [8, 1]) -> [UInt8] {
        typealias Writer = TensorFlowTableWriter
        return Writer.field(1, shardCount) + Writer.field(2, endianness) + Writer.field(3, version)
    }
}

extension TensorFlowTableWriter {
    /// The index of a checkpoint with these variables, which must be sorted.
    func index(_ variables: [TensorFlowVariable], header: [UInt8] = TensorFlowVariable.header()) -> Data {
        Data(table([([], header)] + variables.map(\.entry)))
    }
}
