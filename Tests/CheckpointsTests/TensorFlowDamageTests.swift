import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// TensorFlow checkpoints that are truncated or modified.
@Suite struct TensorFlowDamageTests {
    let directory: TemporaryDirectory
    let prefix: String

    init() throws {
        directory = try TemporaryDirectory()
        prefix = "\(directory.path)/x"
    }

    private func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Checkpoints/TensorFlow/\(name)")))
    }

    /// Opens the checkpoint and reads every tensor.
    private func readAll() throws {
        let bundle = try TensorFlowBundle(prefix: prefix)
        for tensor in bundle.allTensors {
            var values = [Float](repeating: 0, count: tensor.count)
            try values.withUnsafeMutableBufferPointer { try bundle.read(tensor.name, into: $0) }
        }
    }

    @Test(arguments: ["bert", "snappy"])
    func anIndexCutAnywhere(_ folder: String) throws {
        let index = try bytes("\(folder)/bert_model.ckpt.index")
        try directory.write("x.data-00000-of-00001", try bytes("\(folder)/bert_model.ckpt.data-00000-of-00001"))
        for count in Array(stride(from: 0, to: index.count - 64, by: 11)) + Array((index.count - 64)..<index.count) {
            try directory.write("x.index", index.prefix(count))
            let error = #expect(throws: FledgeError.self) { try readAll() }
            #expect(error?.category == .data)
            #expect(error?.place == "\(prefix).index")
        }
        try directory.write("x.index", index)
        try readAll()
    }

    @Test func elementsCutAnywhere() throws {
        let elements = try bytes("bert/bert_model.ckpt.data-00000-of-00001")
        try directory.write("x.index", try bytes("bert/bert_model.ckpt.index"))
        // The bytes after the last tensor that is not an optimizer moment are not needed.
        let end = elements.count - 8
        for count in Array(stride(from: 0, to: end, by: 37)) + [end - 1] {
            try directory.write("x.data-00000-of-00001", elements.prefix(count))
            let error = #expect(throws: FledgeError.self) { try readAll() }
            #expect(error?.category == .data)
            #expect(error?.place == "\(prefix).data-00000-of-00001")
        }
        try directory.write("x.data-00000-of-00001", elements.prefix(end))
        try readAll()
    }

    @Test(arguments: ["bert", "snappy"])
    func anyByteOfTheIndexChanged(_ folder: String) throws {
        let index = try bytes("\(folder)/bert_model.ckpt.index")
        try directory.write("x.data-00000-of-00001", try bytes("\(folder)/bert_model.ckpt.data-00000-of-00001"))
        // The zeros in the footer are ignored, and may have any value.
        let zeros = (index.count - 42)..<(index.count - 8)
        for offset in Array(stride(from: 0, to: index.count - 80, by: 7)) + Array((index.count - 80)..<index.count)
        where !zeros.contains(offset) {
            var changed = index
            changed[offset] ^= 0x10
            try directory.write("x.index", changed)
            let error = #expect(throws: FledgeError.self, "byte \(offset)") { try readAll() }
            #expect(error?.category == .data)
        }
    }

    @Test func anyByteOfAnElementChanged() throws {
        let elements = try bytes("classifier/model.ckpt-3.data-00000-of-00001")
        try directory.write("x.index", try bytes("classifier/model.ckpt-3.index"))
        for offset in elements.indices {
            var changed = elements
            changed[offset] ^= 1
            try directory.write("x.data-00000-of-00001", changed)
            #expect(throws: FledgeError.self, "byte \(offset)") { try readAll() }
        }
        var changed = elements
        changed[changed.count - 1] ^= 1
        let path = try directory.write("x.data-00000-of-00001", changed)
        let error = try CaughtError(replacing: path) { try readAll() }
        #expect(
            error
                == CaughtError(
                    .data,
                    """
                    FILE: tensor classifier.weight: the elements do not fit their checksum: the file is damaged
                      try:      copy or download the file again
                    """))
    }

    @Test func aMissingShard() throws {
        try directory.write("x.index", try bytes("shards/bert_model.ckpt.index"))
        for shard in [0, 2] {
            try directory.write(
                "x.data-0000\(shard)-of-00003", try bytes("shards/bert_model.ckpt.data-0000\(shard)-of-00003"))
        }
        let error = try CaughtError(replacing: directory.path) { try readAll() }
        #expect(
            error
                == CaughtError(
                    .noInput,
                    """
                    FILE/x.data-00001-of-00003: a file of the checkpoint is missing
                      expected: the file with tensor bert/embeddings/LayerNorm/gamma beside the index
                      try:      copy or download it under this name
                    """))
    }

    @Test func aMissingIndex() throws {
        let error = try CaughtError(replacing: directory.path) { try readAll() }
        #expect(
            error
                == CaughtError(
                    .noInput,
                    """
                    FILE/x.index: no such file or directory
                      try:      check the path
                    """))
    }
}
