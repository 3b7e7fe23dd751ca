import Checkpoints
import Encoders
import Foundation
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct ModelLoadingTests {
    private func pretrained(
        _ name: String, labels: [String], seed: UInt64 = 1
    ) throws -> SequenceClassificationModel {
        var generator = SeededGenerator(seed)
        return try SequenceClassificationModel(
            pretrained: Fixtures.path("Encoder/\(name)"), labels: labels, using: &generator)
    }

    @Test(arguments: [
        ("bert-2-layers", ["LABEL_0", "LABEL_1"]), ("bert-3-labels", ["LABEL_0", "LABEL_1", "LABEL_2"]),
    ])
    func `a classifier's labels are read, also where the reference leaves its default out`(
        name: String, labels: [String]
    ) throws {
        let model = try SequenceClassificationModel(fixture: name)
        #expect(model.labels == labels)
        #expect(model.report.isComplete)
        #expect(model.report.newlyInitialised.isEmpty)
        #expect(model.report.loaded.count == model.parameters.layout.entries.count)
    }

    @Test(arguments: ["bert-without-pooler", "bert-old-names"])
    func `an encoder is no classifier`(name: String) {
        let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(fixture: name) }
        #expect(
            error?.description == """
                \(Fixtures.path("Encoder/\(name)"))/config.json: the model has no labels: it is not a classifier
                  expected: id2label
                  found:    no such key
                  try:      fine-tune it first with: fledge train --model \(Fixtures.path("Encoder/\(name)")) \
                --train FILE --output DIR
                """)
    }

    @Test func `a new head has normal weights and no bias, and the encoder is kept`() throws {
        let model = try pretrained("bert-without-pooler", labels: ["x", "y", "z"])
        #expect(
            model.report.newlyInitialised
                == ["pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias"])
        #expect(model.values("classifier.bias") == [0, 0, 0])
        #expect(model.values("pooler.dense.bias").allSatisfy { $0 == 0 })
        let weights = model.values("pooler.dense.weight").map(Double.init)
        let deviation = (weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)).squareRoot()
        // The configuration's 0.3, within five standard deviations for a sample of 1024.
        #expect(weights.count == 1024)
        #expect(abs(deviation - 0.3) <= 5 * 0.3 / 2048.0.squareRoot())
        #expect(model.values("classifier.weight").count == 96)
        #expect(model.values("classifier.weight").allSatisfy { $0 != 0 })
        #expect(model.labels == ["x", "y", "z"])
        #expect(try model.configuration.labels == ["x", "y", "z"])
    }

    @Test func `the generator alone decides about new weights`() throws {
        let weights = try [1, 1, 2].map {
            try pretrained("bert-old-names", labels: ["x", "y"], seed: $0).values("classifier.weight")
        }
        #expect(weights[0] == weights[1])
        #expect(weights[0] != weights[2])
    }

    @Test(arguments: ["bert-2-layers", "bert-3-labels"])
    func `a classifier with the same labels is kept, and one with others is replaced`(name: String) throws {
        let original = try SequenceClassificationModel(fixture: name)
        let same = try pretrained(name, labels: original.labels)
        #expect(same.report.newlyInitialised.isEmpty)
        #expect(same.values("classifier.weight") == original.values("classifier.weight"))

        let other = try pretrained(name, labels: original.labels.map { $0 + "!" })
        #expect(other.report.newlyInitialised == ["classifier.weight", "classifier.bias"])
        #expect(other.values("classifier.weight") != original.values("classifier.weight"))
        #expect(other.values("pooler.dense.weight") == original.values("pooler.dense.weight"))

        let more = try pretrained(name, labels: original.labels + ["more"])
        #expect(more.values("classifier.bias") == [Float](repeating: 0, count: original.labels.count + 1))
    }

    @Test(arguments: [
        ("pooler.dense.bias", true), ("classifier.weight", true), ("encoder.layer.0.output.dense.bias", false),
    ])
    func `the head's parameters are known by their names`(name: String, isHead: Bool) {
        #expect(EncoderFamily.bert.classificationHead.contains(parameter: name) == isHead)
    }
}
