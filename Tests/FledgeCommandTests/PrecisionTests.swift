import Foundation
import TensorKernels
import TestSupport
import Testing

/// The effect of `--precision`.
@Suite struct PrecisionTests {
    private func embeddings(_ workspace: Workspace, _ arguments: [String]) throws -> (rows: [[Double]], said: String?) {
        let outcome = try workspace.succeed(
            ["embed", "--model", "model"] + arguments, input: "good film\na bad film , and a long one\n\n")
        let rows = try outcome.lines.map {
            try #require(try Outcome.object($0)["embedding"] as? [NSNumber]).map(\.doubleValue)
        }
        return (rows, outcome.precision)
    }

    /// The minimum cosine that a precision must reach, even in a tiny model with random weights.
    @Test(arguments: [("bf16", 0.9999), ("int8", 0.99)])
    func staysCloseToSinglePrecision(precision: String, cosine: Double) throws {
        let workspace = try Workspace()
        let exact = try embeddings(workspace, ["--precision", "fp32"])
        let rounded = try embeddings(workspace, ["--precision", precision])
        #expect(exact.said == "computing in fp32: as asked")
        #expect(rounded.said?.hasPrefix("computing in \(precision): as asked") == true)
        #expect(rounded.rows != exact.rows)
        for (left, right) in zip(exact.rows, rounded.rows) { #expect(VectorComparison(right, left).cosine >= cosine) }
    }

    @Test func choosesByTheProcessor() throws {
        let workspace = try Workspace()
        let chosen = try embeddings(workspace, [])
        let expected =
            Precision.bf16.isFast
            ? "computing in bf16: the fastest on this processor that keeps to fp32's results"
            : Processor.isPortable
                ? "computing in fp32: AVX2 is not available, and everything takes several times as long"
                : "computing in fp32: this processor has no fast instructions for bf16"
        #expect(chosen.said == expected)
        let same = try embeddings(workspace, ["--precision", Precision.bf16.isFast ? "bf16" : "fp32"])
        #expect(chosen.rows == same.rows)
    }

    @Test func trainsInReducedPrecision() throws {
        let workspace = try Workspace()
        let file = try workspace.writeRows("train.tsv", 40)
        var losses: [Double] = []
        for precision in ["fp32", "bf16"] {
            let outcome = try workspace.succeed([
                "train", "--model", "model", "--train", file, "--output", precision, "--epochs", "2", "--json",
                "--precision", precision,
            ])
            losses.append(try #require(try Outcome.object(outcome.text)["training_loss"] as? Double))
        }
        #expect(losses[0] != losses[1])
        #expect(abs(losses[0] - losses[1]) < 0.01)
    }

    @Test func doesNotTrainInIntegers() throws {
        let workspace = try Workspace()
        let file = try workspace.writeRows("train.tsv", 40)
        let outcome = try workspace.run([
            "train", "--model", "model", "--train", file, "--output", "output", "--precision", "int8",
        ])
        #expect(
            outcome.errors == """
                fledge: error: int8 is a precision for inference
                  expected: auto, fp32 or bf16
                  found:    int8
                  try:      train in bf16, then label with --precision int8

                """)
        #expect(outcome.status == 64)
    }
}
