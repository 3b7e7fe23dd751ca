import Foundation
import TestSupport
import Testing

/// Training of a part of the model, and of the whole in smaller batches.
@Suite struct PartialTrainingTests {
    /// The tensors of a run, by the names of the pretrained model.
    private func train(
        _ workspace: Workspace, _ name: String, _ more: [String]
    ) throws -> (tensors: [String: [Float]], errors: String) {
        try workspace.writeRows()
        let outcome = try workspace.succeed(
            ["train", "--model", "model", "--train", "train.tsv", "--output", name, "--epochs", "2"] + more)
        let tensors = try SafetensorsBytes.tensors(path: workspace.path("\(name)/model.safetensors"))
        let named = tensors.map { name, tensor in
            (name.hasPrefix("bert.") ? String(name.dropFirst(5)) : name, tensor.values)
        }
        return (Dictionary(uniqueKeysWithValues: named), outcome.errors)
    }

    private func changed(_ tensors: [String: [Float]]) -> Set<String> {
        let old = Dictionary(uniqueKeysWithValues: TinyModel().tensors.map { ($0.name, $0.values) })
        return Set(tensors.filter { old[$0.key] != $0.value }.keys)
    }

    /// A bias of keys shifts all scores of a query equally, which does not affect the softmax: the optimizer's changes
    /// to it are noise.
    private func isWithoutGradient(_ name: String) -> Bool { name.hasSuffix("attention.self.key.bias") }

    private static let head: Set<String> = [
        "pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias",
    ]

    @Test func aFrozenEncoderStaysAsItIsBitForBit() throws {
        let workspace = try Workspace()
        try workspace.writeRows("validation.tsv", 12, offset: 48)
        let arguments = ["--freeze-encoder", "--validation", "validation.tsv"]
        let first = try train(workspace, "first", arguments)
        #expect(changed(first.tensors) == Self.head)
        #expect(
            first.errors.contains(
                "training the head, on features of the frozen encoder: 1155 of 21955 parameters; "))
        #expect(first.errors.contains("features: computed, and cached for the next run\n"))
        let second = try train(workspace, "second", arguments)
        #expect(second.errors.contains("features: from the cache\n"))
        #expect(second.tensors == first.tensors)
    }

    /// Features belong to the texts, not to the file that holds them.
    @Test func featuresOfAnotherColumnAreOthers() throws {
        let workspace = try Workspace()
        let rows = zip(TinyReviews.rows(24), TinyReviews.rows(24, offset: 24))
        let lines = rows.map { "\($0.text)\t\($1.text)\t\($0.label)\n" }
        try workspace.directory.write("train.tsv", "first\tsecond\tlabel\n" + lines.joined())
        func weights(_ column: String, _ name: String) throws -> Data {
            let outcome = try workspace.succeed([
                "train", "--model", "model", "--train", "train.tsv", "--text-column", column, "--freeze-encoder",
                "--output", name,
            ])
            #expect(outcome.errors.contains("features: computed, and cached for the next run\n"), "\(outcome.errors)")
            return try Data(contentsOf: URL(fileURLWithPath: workspace.path("\(name)/model.safetensors")))
        }
        #expect(try weights("first", "one") != weights("second", "two"))
    }

    @Test(arguments: [1, 2])
    func onlyTheTopLayersChange(count: Int) throws {
        let workspace = try Workspace()
        let (tensors, errors) = try train(workspace, "output", ["--train-layers", "\(count)"])
        let names = TinyModel().tensors.map(\.name).filter { name in
            (2 - count..<2).contains { name.hasPrefix("encoder.layer.\($0).") }
        }
        #expect(changed(tensors) == Self.head.union(names))
        #expect(errors.contains("training the head and the top \(count) of the encoder's layers: "))
    }

    /// Two batches of four make the same update as one of eight.
    @Test func accumulatedGradientsAreThoseOfALargerBatch() throws {
        let workspace = try Workspace()
        let common = ["--no-dropout", "--learning-rate", "1e-4", "--seed", "3"]
        let whole = try train(workspace, "whole", common + ["--batch-size", "8"]).tensors
        let parts = try train(workspace, "parts", common + ["--batch-size", "4", "--accumulation", "2"]).tensors
        #expect(whole.keys == parts.keys)
        for (name, values) in whole where !isWithoutGradient(name) {
            #expect(largestDifference(parts[name] ?? [], values) < 1e-5, "\(name)")
        }
        let other = try train(workspace, "other", common + ["--batch-size", "4"]).tensors
        let name = "encoder.layer.0.output.dense.weight"
        #expect(largestDifference(other[name] ?? [], whole[name] ?? []) > 1e-5)
    }
}
