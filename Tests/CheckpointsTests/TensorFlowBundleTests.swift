import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Checkpoints written by TensorFlow, compared with how transformers reads them.
@Suite struct TensorFlowBundleTests {
    private static func path(_ name: String) -> String { Fixtures.path("Checkpoints/TensorFlow/\(name)") }

    private func floats(_ bundle: TensorFlowBundle, _ name: String) throws -> [Float] {
        let tensor = try #require(bundle.tensor(named: name))
        var values = [Float](repeating: .signalingNaN, count: tensor.count)
        try values.withUnsafeMutableBufferPointer { try bundle.read(name, into: $0) }
        return values
    }

    @Test(
        arguments: [
            ("bert/bert_model.ckpt", "bert", 1), ("electra/model.ckpt-1000000", "electra", 1),
            ("classifier/model.ckpt-3", "classifier", 1), ("shards/bert_model.ckpt", "bert", 3),
            ("snappy/bert_model.ckpt", "bert", 1),
        ])
    func theTensorsThatTransformersReads(_ prefix: String, _ expected: String, _ shardCount: Int) throws {
        let bundle = try TensorFlowBundle(prefix: Self.path(prefix))
        let expectedPath = Self.path("\(expected)/expected.safetensors")
        let (recorded, file) = (try RecordedTensors(path: expectedPath), try SafetensorsFile(path: expectedPath))
        #expect(bundle.allTensors.map(\.name).sorted() == recorded.names)
        for tensor in bundle.allTensors {
            #expect(tensor.elementType == .float32)
            #expect(tensor.shape == file.tensors[tensor.name]?.shape, "\(tensor.name)")
            #expect(bundle.tensor(named: tensor.name) == tensor)
            let (found, expected) = (try floats(bundle, tensor.name), try recorded.floats(tensor.name))
            #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(tensor.name)")
        }
        let files = bundle.allTensors.map(\.file)
        #expect(
            Set(files).sorted()
                == (0..<shardCount).map { Self.path("\(prefix).data-0000\($0)-of-0000\(shardCount)") })
        #expect(files == files.sorted())
        #expect(bundle.path == Self.path("\(prefix).index"))
        #expect(bundle.formatName == "TensorFlow checkpoint")
    }

    @Test func whatIsSkipped() throws {
        let bert = try TensorFlowBundle(prefix: Self.path("bert/bert_model.ckpt.index"))
        let pooler = "bert/pooler/dense"
        #expect(
            bert.skippedNames == [
                "\(pooler)/bias/adam_m", "\(pooler)/bias/adam_v", "\(pooler)/kernel/adam_m",
                "\(pooler)/kernel/adam_v", "global_step",
            ])
        let electra = try TensorFlowBundle(prefix: Self.path("electra/model.ckpt-1000000"))
        #expect(electra.skippedNames.count == 24)
        #expect(electra.skippedNames.allSatisfy { $0.hasPrefix("generator") || $0 == "global_step" })
        let types = try TensorFlowBundle(prefix: Self.path("types/types.ckpt"))
        #expect(types.skippedNames == ["complex128", "string"])
    }

    @Test(arguments: ["float32", "float16", "bfloat16", "float64"])
    func everyTypeOfFloatingPointNumbers(_ name: String) throws {
        let bundle = try TensorFlowBundle(prefix: Self.path("types/types.ckpt"))
        let small: Float =
            switch name {
            case "float16": 0x1p-23
            case "bfloat16": 0x1.aep-24
            default: 1e-7
            }
        let large: Float = name == "bfloat16" ? 65536 : 65504
        #expect(try floats(bundle, name) == [0, 1, 2.5, -1, large, small])
        #expect(try floats(bundle, "\(name).weight") == [0, -1, 1, large, 2.5, small])
        #expect(bundle.tensor(named: name)?.shape == [2, 3])
        #expect(bundle.tensor(named: "\(name).weight")?.shape == [3, 2])
    }

    @Test func smallTensors() throws {
        let bundle = try TensorFlowBundle(prefix: Self.path("types/types.ckpt"))
        #expect(bundle.tensor(named: "scalar")?.shape == [])
        #expect(try floats(bundle, "scalar") == [3.25])
        #expect(bundle.tensor(named: "empty")?.shape == [0, 4])
        #expect(try floats(bundle, "empty") == [])
        #expect(bundle.tensor(named: "empty.weight")?.shape == [4, 0])
        #expect(try floats(bundle, "empty.weight") == [])
    }

    @Test(
        arguments: [
            ("int8", "I8"), ("int16", "I16"), ("int32", "I32"), ("int64", "I64"), ("uint8", "U8"), ("uint16", "U16"),
            ("uint32", "U32"), ("uint64", "U64"), ("bool", "BOOL"), ("complex64", "C64"), ("float8_e5m2", "F8_E5M2"),
            ("float8_e4m3fn", "F8_E4M3"),
        ])
    func whatIsListedButNotRead(_ name: String, _ type: String) throws {
        let bundle = try TensorFlowBundle(prefix: Self.path("types/types.ckpt"))
        let tensor = try #require(bundle.tensor(named: name))
        #expect(tensor.elementType.rawValue == type)
        let error = try CaughtError(replacing: tensor.file) { _ = try floats(bundle, name) }
        #expect(
            error
                == CaughtError(
                    .data,
                    """
                    FILE: tensor \(name): the elements are not floating-point numbers
                      expected: F32, F16, BF16 or F64
                      found:    \(type)
                    """))
    }

    @Test func aTensorThatThereIsNot() throws {
        let bundle = try TensorFlowBundle(prefix: Self.path("types/types.ckpt"))
        #expect(bundle.tensor(named: "x") == nil)
        let error = try CaughtError(replacing: bundle.path) {
            try bundle.read("x", into: UnsafeMutableBufferPointer(start: nil, count: 0))
        }
        #expect(error == CaughtError(.data, "FILE: the checkpoint has no tensor x"))
    }

    @Test(
        arguments: [
            (
                "partitioned/model.ckpt",
                """
                FILE: tensor bert/embeddings/word_embeddings: the tensor is partitioned into several pieces, which \
                cannot be read
                  try:      load the checkpoint with TensorFlow and save it again without a partitioner
                """
            ),
            (
                "objects/model.ckpt",
                """
                FILE: the checkpoint was saved from objects of TensorFlow 2 and names no variables
                  expected: variables such as bert/embeddings/word_embeddings
                  found:    model/kernel/.ATTRIBUTES/VARIABLE_VALUE
                  try:      load the model in Python with the program that saved it, and save it in safetensors
                """
            ),
        ])
    func checkpointsThatAreRefused(_ prefix: String, _ message: String) throws {
        let path = Self.path(prefix)
        let error = try CaughtError(replacing: path + ".index") { _ = try TensorFlowBundle(prefix: path) }
        #expect(error == CaughtError(.data, message))
    }
}
