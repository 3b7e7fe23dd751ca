import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Checkpoints in several files.
@Suite struct ShardedWeightsTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func writeShard(_ name: String, _ tensors: [String: [Float]]) throws {
        let sorted = tensors.sorted { $0.key < $1.key }
        try SafetensorsWriter.write(
            to: "\(directory.path)/\(name)",
            tensors: sorted.map { TensorOutline(name: $0.key, shape: [$0.value.count]) }, metadata: [:]
        ) { index, write in try sorted[index].value.withUnsafeBufferPointer(write) }
    }

    private func writeIndex(_ map: String) throws {
        try directory.write(
            "model.safetensors.index.json", #"{"metadata": {"total_size": 20}, "weight_map": \#(map)}"#)
    }

    private func writeTwoShards() throws {
        try writeShard("model-00001-of-00002.safetensors", ["a": [1, 2], "b": [3]])
        try writeShard("model-00002-of-00002.safetensors", ["c": [4, 5, 6]])
    }

    private static let map = #"""
        {"a": "model-00001-of-00002.safetensors", "b": "model-00001-of-00002.safetensors",
         "c": "model-00002-of-00002.safetensors"}
        """#

    @Test func readsEveryTensorFromItsFile() throws {
        try writeTwoShards()
        try writeIndex(Self.map)
        let weights = try Checkpoint.weights(directory: directory.path)
        #expect(weights.formatName == "safetensors, 2 files")
        #expect(weights.allTensors.map(\.name) == ["a", "b", "c"])
        #expect(weights.tensor(named: "c")?.file == "\(directory.path)/model-00002-of-00002.safetensors")
        #expect(weights.tensor(named: "d") == nil)
        var values = [Float](repeating: 0, count: 3)
        try values.withUnsafeMutableBufferPointer { try weights.read("c", into: $0) }
        #expect(values == [4, 5, 6])
    }

    @Test(
        arguments: [
            (
                #"{"a": "model-00001-of-00002.safetensors", "b": "model-00001-of-00002.safetensors", "c": "model-3.safetensors"}"#,
                FledgeError.Category.noInput,
                """
                DIR/model-3.safetensors: a file of the checkpoint is missing
                  expected: the 2 files that DIR/model.safetensors.index.json names
                  try:      copy or download the checkpoint again
                """
            ),
            (
                #"{"a": "model-00001-of-00002.safetensors", "c": "model-00002-of-00002.safetensors"}"#, .data,
                """
                DIR/model-00001-of-00002.safetensors: tensor b: the tensor is not where the index says that it is
                  expected: no such tensor
                  found:    in model-00001-of-00002.safetensors
                  try:      the index and the files may be of different checkpoints: copy or download them again
                """
            ),
            (
                #"""
                {"a": "model-00001-of-00002.safetensors", "b": "model-00001-of-00002.safetensors",
                 "c": "model-00002-of-00002.safetensors", "d": "model-00002-of-00002.safetensors"}
                """#, .data,
                """
                DIR/model-00002-of-00002.safetensors: the file lacks a tensor that the index says it has
                  expected: the tensor d
                  found:    no such tensor
                  try:      copy or download the checkpoint again
                """
            ),
            (
                #"{"a": "x.safetensors", "a": "y.safetensors"}"#, .data,
                """
                DIR/model.safetensors.index.json: tensor a: the index names the tensor twice
                  expected: every tensor once
                """
            ),
            (
                #"{"a": "../x.safetensors"}"#, .data,
                """
                DIR/model.safetensors.index.json: tensor a: the index does not name a file
                  expected: the name of a file beside the index
                  found:    "../x.safetensors"
                """
            ),
            (
                #"{"a": "..\/\u0338x.safetensors"}"#, .data,
                """
                DIR/model.safetensors.index.json: tensor a: the index does not name a file
                  expected: the name of a file beside the index
                  found:    "../\u{338}x.safetensors"
                """
            ),
            (
                "[]", .data,
                """
                DIR/model.safetensors.index.json: the index has no weight_map
                  expected: an object of tensors and their files
                """
            ),
        ] as [(String, FledgeError.Category, String)])
    func refusesAnIndexThatDoesNotAgree(map: String, category: FledgeError.Category, message: String) throws {
        try writeTwoShards()
        try writeIndex(map)
        let error = try CaughtError(replacing: directory.path, with: "DIR") {
            _ = try Checkpoint.weights(directory: directory.path)
        }
        #expect(error == CaughtError(category, message))
    }

    @Test(
        arguments: [
            ("a.b", "a.b", true), ("a.b", "a.c", false), ("a.b", "a.*", true), ("a.b", "*.b", true),
            ("encoder.layer.3.weight", "encoder.*.weight", true), ("encoder.weight", "encoder.*.weight", false),
            ("pooler.dense.bias", "*", true), ("x", "", false), ("aXbXc", "a*b*c", true), ("ab", "a*b*b", false),
        ])
    func patternsAllow(name: String, pattern: String, matches: Bool) throws {
        try writeShard("model.safetensors", [name: [1]])
        let source = try Checkpoint.weights(directory: directory.path)
        let (report, _) = try LoadReport.match(
            source: source, wanted: [], mayBeNew: { _ in false }, allowance: LoadAllowance(unexpected: [pattern]))
        #expect(report.isComplete == matches)
        let (missing, _) = try LoadReport.match(
            source: source, wanted: [("other", [1])], mayBeNew: { _ in false },
            allowance: LoadAllowance(missing: ["oth*"], unexpected: ["*"]))
        #expect(missing.newlyInitialised == ["other"])
    }
}
