import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

private typealias Writer = TensorFlowTableWriter

/// An index with one fault, and the error that reports it.
struct HostileIndex: CustomTestStringConvertible {
    let name: String
    let bytes: Data
    /// The error's text, with the path replaced by `FILE`.
    let message: String

    init(_ name: String, _ bytes: Data, _ message: String) {
        (self.name, self.bytes, self.message) = (name, bytes, message)
    }

    var testDescription: String { name }

    static let everything = headers + variables + messages + tables + blocks
}

/// Faults in a checkpoint's index with correct checksums.
@Suite struct TensorFlowHostileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: HostileIndex.everything)
    func refused(_ index: HostileIndex) throws {
        let path = try directory.write("x.index", index.bytes)
        try directory.write("x.data-00000-of-00001", Data(count: 8))
        let error = try CaughtError(replacing: String(path.dropLast(6)), with: "FILE") {
            _ = try TensorFlowBundle(prefix: "\(directory.path)/x")
        }
        #expect(error == CaughtError(.data, index.message))
    }

    @Test func whatTheTableIsLikeWithoutFaults() throws {
        let names = (0..<200).map { "name\($0 + 100)" }
        let variables = names.enumerated().map { TensorFlowVariable(name: $1, offset: 4 * Int64($0)) }
        try directory.write("x.data-00000-of-00001", Data(count: 800))
        for isCompressed in [false, true] {
            for (entries, interval) in [(1000, 16), (1, 1), (7, 3), (50, 1), (50, 1000)] {
                let writer = Writer(entriesPerBlock: entries, restartInterval: interval, isCompressed: isCompressed)
                try directory.write("x.index", writer.index(variables))
                #expect(try TensorFlowBundle(prefix: "\(directory.path)/x").allTensors.map(\.name) == names)
            }
        }
    }

    @Test func unknownFieldsAreSkipped() throws {
        // A number, eight bytes, a run of bytes and four bytes.
        let unknown =
            Writer.field(20, -1) + Writer.varint(21 << 3 | 1) + [UInt8](repeating: 255, count: 8)
            + Writer.field(22, [1, 2, 3]) + Writer.varint(23 << 3 | 5) + [1, 2, 3, 4]
        let variable = TensorFlowVariable(name: "x", more: unknown)
        let index = Writer().index([variable], header: unknown + TensorFlowVariable.header() + unknown)
        try directory.write("x.index", index)
        try directory.write("x.data-00000-of-00001", Data(count: 4))
        #expect(try TensorFlowBundle(prefix: "\(directory.path)/x").allTensors.map(\.name) == ["x"])
    }
}

extension HostileIndex {
    fileprivate static func header(_ name: String, _ header: [UInt8], _ message: String) -> HostileIndex {
        HostileIndex(name, Writer().index([], header: header), message)
    }

    fileprivate static let headers = [
        HostileIndex(
            "no entries", Data(Writer().table([])),
            """
            FILE.index: the index does not begin with the header of a checkpoint
              expected: an entry with an empty name
              try:      name the checkpoint of a TensorFlow model
            """),
        HostileIndex(
            "no header", Data(Writer().table([TensorFlowVariable(name: "x").entry])),
            """
            FILE.index: the index does not begin with the header of a checkpoint
              expected: an entry with an empty name
              try:      name the checkpoint of a TensorFlow model
            """),
        header(
            "big endian", TensorFlowVariable.header(endianness: 1),
            """
            FILE.index: the checkpoint comes from a big-endian machine
              expected: little-endian elements
              try:      load it with TensorFlow on a little-endian machine and save it again
            """),
        header(
            "no shards", [],
            """
            FILE.index: the number of the checkpoint's shards is out of range
              expected: 1 to 1000000
              found:    0
            """),
        header(
            "negative shards", TensorFlowVariable.header(shardCount: -1),
            """
            FILE.index: the number of the checkpoint's shards is out of range
              expected: 1 to 1000000
              found:    -1
            """),
        header(
            "a number of shards beyond 32 bits", TensorFlowVariable.header(shardCount: 1 << 40),
            """
            FILE.index: the header of the checkpoint is damaged: the value 1099511627776 of field 1 is out of range
              found:    byte 0 of the entry
            """),
        header(
            "a newer version", TensorFlowVariable.header(version: [8, 2, 16, 2]),
            """
            FILE.index: the checkpoint is in a newer version of the format
              expected: one for readers of version 1
              try:      load it with TensorFlow in Python and save it in safetensors
            """),
        header(
            "a version that this reader may not read", TensorFlowVariable.header(version: [8, 1, 26, 2, 5, 1]),
            """
            FILE.index: the checkpoint is in a newer version of the format
              expected: one for readers of version 1
              try:      load it with TensorFlow in Python and save it in safetensors
            """),
        header(
            "a group", [0x0B],
            """
            FILE.index: the header of the checkpoint is damaged: field 1 is a group
              found:    byte 0 of the entry
            """),
    ]

    fileprivate static func variable(
        _ name: String, _ variable: TensorFlowVariable, _ message: String
    ) -> HostileIndex {
        HostileIndex(name, Writer().index([variable]), message)
    }

    fileprivate static let variables = [
        variable(
            "a negative size", TensorFlowVariable(name: "a", shape: [-1, -4], byteCount: 16),
            """
            FILE.index: tensor a: the shape is out of range
              expected: sizes from 0 whose product fits the memory
              found:    [-1, -4]
            """),
        variable(
            "a product beyond 64 bits", TensorFlowVariable(name: "a", shape: [1 << 40, 1 << 40, 0], byteCount: 0),
            """
            FILE.index: tensor a: the shape is out of range
              expected: sizes from 0 whose product fits the memory
              found:    [1099511627776, 1099511627776, 0]
            """),
        variable(
            "too few bytes", TensorFlowVariable(name: "a", shape: [2, 3], byteCount: 20),
            """
            FILE.index: tensor a: the number of bytes does not fit the shape
              expected: 24 bytes for F32 [2, 3]
              found:    20 bytes
            """),
        variable(
            "a negative number of bytes", TensorFlowVariable(name: "a", byteCount: -4),
            """
            FILE.index: tensor a: the number of bytes does not fit the shape
              expected: 4 bytes for F32 [1]
              found:    -4 bytes
            """),
        variable(
            "a negative offset", TensorFlowVariable(name: "a", offset: -4),
            """
            FILE.index: tensor a: the place of the tensor's elements is out of range
              expected: an offset from 0
              found:    -4
            """),
        variable(
            "an end beyond 64 bits", TensorFlowVariable(name: "a", offset: Int64.max),
            """
            FILE.index: tensor a: the place of the tensor's elements is out of range
              expected: an offset from 0
              found:    9223372036854775807
            """),
        variable(
            "elements beyond the shard", TensorFlowVariable(name: "a", offset: 5),
            """
            FILE.data-00000-of-00001: the file is truncated: it ends before tensor a does
              expected: at least 9 bytes
              found:    8 bytes
              try:      copy or download the file again
            """),
        variable(
            "a huge tensor", TensorFlowVariable(name: "a", shape: [1 << 40], byteCount: 1 << 42),
            """
            FILE.data-00000-of-00001: the file is truncated: it ends before tensor a does
              expected: at least 4398046511104 bytes
              found:    8 bytes
              try:      copy or download the file again
            """),
        variable(
            "a shard that there is not", TensorFlowVariable(name: "a", shard: 1),
            """
            FILE.index: tensor a: the tensor is in a shard that there is not
              expected: a number from 0 to 0
              found:    1
            """),
        variable(
            "a negative shard", TensorFlowVariable(name: "a", shard: -1),
            """
            FILE.index: tensor a: the tensor is in a shard that there is not
              expected: a number from 0 to 0
              found:    -1
            """),
        variable(
            "an unknown type", TensorFlowVariable(name: "a", type: 101),
            """
            FILE.index: tensor a: the type of the tensor's elements is unknown
              expected: a number of TensorFlow's DataType
              found:    101
            """),
        variable(
            "no type", TensorFlowVariable(name: "a", type: 0),
            """
            FILE.index: tensor a: the type of the tensor's elements is unknown
              expected: a number of TensorFlow's DataType
              found:    0
            """),
        variable(
            "a kernel of a convolution", TensorFlowVariable(name: "a/kernel", shape: [1, 1, 1]),
            """
            FILE.index: tensor a/kernel: the kernel is no matrix, and what it means in PyTorch is unknown
              expected: 2 dimensions
              found:    [1, 1, 1]
            """),
        HostileIndex(
            "an overlap",
            Writer().index([
                TensorFlowVariable(name: "a", offset: 4), TensorFlowVariable(name: "b", shape: [], offset: 2),
            ]),
            """
            FILE.index: tensor a: the tensor overlaps tensor b
              expected: an offset from 6
              found:    4
            """),
    ]

    fileprivate static func entry(_ name: String, _ more: [UInt8], _ problem: String, at byte: Int) -> HostileIndex {
        variable(
            name, TensorFlowVariable(name: "a", more: more),
            """
            FILE.index: tensor a: the tensor's entry in the index is damaged: \(problem)
              found:    byte \(byte) of the entry
            """)
    }

    /// Faults after the 19 bytes of a correct entry.
    fileprivate static let messages = [
        entry("a group", [0x4B], "field 9 is a group", at: 19),
        entry("the end of a group", [0x4C], "field 9 is a group", at: 19),
        entry("an unknown type of field", [0x4F], "field 9 has the unknown type 7", at: 19),
        entry("the field 0", [0x00, 0], "a field has the number 0", at: 19),
        entry(
            "a field beyond 29 bits", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            "the length 9223372036854775807 is out of range", at: 19),
        entry(
            "a number of 65 bits", [0x48] + [UInt8](repeating: 0xFF, count: 9) + [2],
            "a number has more than 64 bits", at: 20),
        entry(
            "a number that goes on", [0x48] + [UInt8](repeating: 0x80, count: 20),
            "a number has more than 64 bits", at: 20),
        entry("a number cut off", [0x48, 0x80], "the bytes end too early", at: 21),
        entry("a run of bytes cut off", [0x4A, 5, 1, 2], "the bytes end too early", at: 21),
        entry(
            "a huge run of bytes", [0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            "the length 4398046511103 is out of range", at: 20),
        entry("eight bytes cut off", [0x49, 1], "the bytes end too early", at: 20),
        entry("four bytes cut off", [0x4D, 1], "the bytes end too early", at: 20),
        entry("a type that is no number", [0x0A, 0], "field 1 has the wrong type", at: 19),
        entry("a shape that is no message", [0x10, 0], "field 2 has the wrong type", at: 19),
        entry("a checksum that is a number", [0x30, 0], "field 6 has the wrong type", at: 19),
        entry("a shape without rank", [0x12, 2, 0x18, 1], "the shape has no known rank", at: 0),
        entry(
            "more dimensions than TensorFlow has",
            Writer.field(2, [UInt8]((0..<254).flatMap { _ in [0x12, 0] as [UInt8] })),
            "the shape has more than 254 dimensions", at: 506),
    ]
}

extension HostileIndex {
    fileprivate static let good = Writer().table([([], TensorFlowVariable.header())])

    fileprivate static func changed(_ change: (inout [UInt8]) -> Void) -> Data {
        var bytes = good
        change(&bytes)
        return Data(bytes)
    }

    fileprivate static let tables = [
        HostileIndex(
            "an empty file", Data(),
            """
            FILE.index: the file is too short for the index of a TensorFlow checkpoint
              expected: at least 48 bytes
              found:    0 bytes
            """),
        HostileIndex(
            "a pointer of Git LFS", Data("version https://git-lfs.github.com/spec/v1\n".utf8),
            """
            FILE.index: the file is a pointer of Git LFS
              expected: the index of a TensorFlow checkpoint
              try:      fetch the content with git lfs pull
            """),
        HostileIndex(
            "another magic number", changed { $0[$0.count - 1] = 0 },
            """
            FILE.index: the file does not end like the index of a TensorFlow checkpoint
              expected: the bytes 57fb808b247547db
              found:    57fb808b24754700
              try:      where the file was copied or downloaded, do that again
            """),
        HostileIndex(
            "a footer without handles", changed { for index in ($0.count - 48)..<($0.count - 8) { $0[index] = 0xFF } },
            """
            FILE.index: the footer of the index is damaged: a number has more than 64 bits
              found:    byte \(good.count - 48) of the file
            """),
        HostileIndex(
            "a block outside of the file",
            changed { $0.replaceSubrange(($0.count - 48)..<($0.count - 46), with: [0x7F, 8]) },
            """
            FILE.index: the block of metadata at byte 127: the block lies outside of the file
              expected: 8 bytes and 5 more before byte \(good.count - 48)
              try:      where the file was copied or downloaded, do that again
            """),
        HostileIndex(
            "a block of a huge size",
            changed { $0.replaceSubrange(($0.count - 48)..<($0.count - 37), with: [0] + Writer.varint(UInt64.max)) },
            """
            FILE.index: the block of metadata at byte 0: the block lies outside of the file
              expected: 9223372036854775807 bytes and 5 more before byte \(good.count - 48)
              try:      where the file was copied or downloaded, do that again
            """),
        HostileIndex(
            "a checksum that does not fit", changed { $0[0] ^= 1 },
            """
            FILE.index: the block at byte 0: the bytes of the block do not fit their checksum: the file is damaged
              try:      where the file was copied or downloaded, do that again
            """),
        HostileIndex(
            "names that are no UTF-8", Data(Writer().table([([], TensorFlowVariable.header()), ([0x61, 0xFF], [])])),
            """
            FILE.index: a name in the index is not UTF-8
              found:    a\u{FFFD}
            """),
        HostileIndex(
            "long names that share nearly everything", Data(Writer(restartInterval: 1000).table(longNames)),
            """
            FILE.index: the entries of the index are too many or too long for a file of its size
              expected: at most \(64 * Writer(restartInterval: 1000).table(longNames).count) bytes in memory
              try:      load it with TensorFlow in Python and save it in safetensors
            """),
        HostileIndex(
            "a name that is too long",
            Data(Writer().table([([], TensorFlowVariable.header()), ([UInt8](repeating: 0x61, count: 4097), [])])),
            """
            FILE.index: the index block at byte 4138: the block is damaged: a key has 4097 bytes, more than 4096
              found:    byte 0 of the block
            """),
        HostileIndex(
            "the same name in two blocks", reordered(["a", "a"], from: 0x61, to: 0x62),
            """
            FILE.index: the block at byte 47: the keys of the index are not in order
              expected: each key once, in order
            """),
        HostileIndex(
            "a block with a key beyond its entry in the index", reordered(["b"], from: 0x62, to: 0x61),
            """
            FILE.index: the index block at byte 60: the keys of the index are not in order
              expected: each key once, in order
            """),
        HostileIndex(
            "the same block twice", twice,
            """
            FILE.index: the index block at byte 37: the index of the blocks is damaged
              expected: the place of a block after byte 19
            """),
    ]

    /// An index with two entries per block, in which the last byte `from` of a key in the index of blocks is replaced.
    private static func reordered(_ names: [String], from: UInt8, to: UInt8) -> Data {
        let writer = Writer(
            entriesPerBlock: 2,
            edit: { kind, bytes, _ in
                if kind == .index, let place = bytes.lastIndex(of: from) { bytes[place] = to }
            })
        return writer.index(names.map { TensorFlowVariable(name: $0) })
    }

    /// 900 names of 4,000 bytes, all but two of which are shared.
    private static let longNames: [Writer.Entry] =
        [([], TensorFlowVariable.header())]
        + (0..<900).map { index in
            let digits: [UInt8] = [UInt8(0x30 + index / 30), UInt8(0x30 + index % 30)]
            return ([UInt8](repeating: 0x61, count: 3998) + digits, [8, 7])
        }

    /// An index block that names the only block under two keys.
    private static let twice = Data(
        Writer(
            edit: { kind, bytes, _ in
                guard kind == .index else { return }
                bytes = [0, 1, 2, 0x61, 0, 19, 0, 1, 2, 0x62, 0, 19, 0, 0, 0, 0, 1, 0, 0, 0]
            }
        ).table([([], TensorFlowVariable.header())]))

    /// A table whose only data block consists of these bytes.
    fileprivate static func block(
        _ name: String, _ contents: [UInt8], type: UInt8 = 0, _ problem: String, at byte: Int
    ) -> HostileIndex {
        let writer = Writer(
            edit: { kind, bytes, kindOfCompression in
                guard kind == .data else { return }
                (bytes, kindOfCompression) = (contents, type)
            })
        return HostileIndex(
            name, Data(writer.table([([], [])])),
            """
            FILE.index: the block at byte 0: the block is damaged: \(problem)
              found:    byte \(byte) of the block
            """)
    }

    /// An entry without a key, with the shortest correct header for its value.
    private static let start: [UInt8] = [0, 0, 2, 8, 1]

    fileprivate static let blocks = [
        block("no restarts", [0, 0, 0], "it is too short", at: 3),
        block("more restarts than fit", start + [2, 0, 0, 0], "there is no room for 2 restarts", at: 5),
        block(
            "a huge number of restarts", start + [0xFF, 0xFF, 0xFF, 0xFF],
            "there is no room for 4294967295 restarts", at: 5),
        block("entries but no restart", start + [0, 0, 0, 0], "a restart is not the place of an entry", at: 5),
        block(
            "a first restart elsewhere", start + [5, 0, 0, 0, 1, 0, 0, 0],
            "a restart is not the place of an entry", at: 5),
        block(
            "a restart within an entry", start + [0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0],
            "a restart is not the place of an entry", at: 9),
        block(
            "the same restart twice", start + [0, 1, 0, 0x61] + [0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0],
            "a restart is not the place of an entry", at: 13),
        block(
            "restarts that overlap the entries", [0, 0, 4, 8, 1, 0, 0, 0, 0, 1, 0, 0, 0],
            "the bytes end too early", at: 3),
        block(
            "a key that shares too much", start + [1, 0, 0] + [0, 0, 0, 0, 1, 0, 0, 0],
            "a key shares 1 bytes with one of 0", at: 5),
        block(
            "a restart that shares",
            start + [0, 1, 0, 0x61, 1, 1, 0, 0x61] + [0, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0],
            "a key shares 1 bytes with one of 0", at: 9),
        block(
            "the same key twice", start + [0, 0, 0] + [0, 0, 0, 0, 1, 0, 0, 0],
            "a key does not follow the one before", at: 5),
        block(
            "keys out of order", start + [0, 1, 0, 0x62, 0, 1, 0, 0x61] + [0, 0, 0, 0, 1, 0, 0, 0],
            "a key does not follow the one before", at: 9),
        block(
            "a key longer than the block", [0, 0x7F, 0] + [0, 0, 0, 0, 1, 0, 0, 0], "the bytes end too early", at: 3),
        block(
            "a key of 2^35 bytes", [0, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0] + [0, 0, 0, 0, 1, 0, 0, 0],
            "the length 34359738368 is out of range", at: 1),
        block(
            "a Snappy bomb", [0xFF, 0xFF, 0xFF, 0x7F, 0, 0], type: 1,
            "a length of 268435455 bytes cannot come out of 6 bytes", at: 0),
        block(
            "a Snappy copy before the start", [5, 0, 0x61, 1, 2], type: 1,
            "a copy reaches back 2 bytes where 1 came before", at: 3),
        HostileIndex(
            "an unknown compression",
            Data(Writer(edit: { _, _, type in type = 2 }).table([])),
            """
            FILE.index: the block of metadata at byte 0: the block is compressed in a way that cannot be read
              expected: 0 (not at all) or 1 (Snappy)
              found:    2
            """),
    ]
}
