import Foundation
import TestSupport
import Testing

/// The errors about invalid calls.
@Suite struct UsageFailureTests {
    static let settings = [
        Failure.training(
            "longer than the positions", 64,
            """
            the maximum length exceeds the model's positions
              expected: at most 64 (max_position_embeddings of config.json)
              found:    65
            """, "--maximum-length", "65"),
        .training(
            "no room for a text", 64,
            """
            the maximum length leaves no room for a text beside the special tokens
              expected: at least 3
              found:    2
            """, "--maximum-length", "2"),
        .training(
            "more layers than there are", 64,
            """
            there are more layers to train than the model has
              expected: at most 2
              found:    3
            """, "--train-layers", "3"),
        .training(
            "no layers", 64, "the number of layers to train is out of range\n  expected: 1 or more\n  found:    0",
            "--train-layers", "0"),
        .training(
            "no epochs", 64, "the number of epochs is out of range\n  expected: 1 or more\n  found:    0",
            "--epochs", "0"),
        .training(
            "no rows in a batch", 64, "the batch size is out of range\n  expected: 1 or more\n  found:    0",
            "--batch-size", "0"),
        .training(
            "a learning rate of nothing", 64, "the learning rate is out of range\n  expected: above 0\n  found:    0.0",
            "--learning-rate", "0"),
        Failure(
            "labelling longer texts than there are positions", 64,
            """
            the maximum length exceeds the model's positions
              expected: at most 64 (max_position_embeddings of config.json)
              found:    100
            """
        ) {
            [
                "label", "--model", try $0.writeClassifier(), "--input", try $0.writeRows(), "--output",
                $0.path("output"), "--maximum-length", "100",
            ]
        },
    ]

    @Test(arguments: settings)
    func settingIsOutOfRange(_ failure: Failure) throws { try failure.check() }

    private static let train = ["train", "--model", "m", "--train", "t.tsv", "--output", "o"]

    /// Arguments, and the first line of standard error.
    static let calls: [(arguments: [String], message: String)] = [
        (train + ["--epoch", "3"], "Error: Unknown option '--epoch'. Did you mean '--epochs'?"),
        (train + ["--frobnicate"], "Error: Unknown option '--frobnicate'"),
        (
            train + ["--freeze-encoder", "--train-layers", "1"],
            "Error: --freeze-encoder and --train-layers exclude each other: choose one of them."
        ),
        (train + ["--lora-rank", "4"], "Error: --lora-rank needs --lora."),
        (train + ["--lora-alpha", "4"], "Error: --lora-alpha needs --lora."),
        (train + ["--lora-merge"], "Error: --lora-merge needs --lora."),
        (train + ["--replay-share", "0.5"], "Error: --replay-share needs --replay."),
        (train + ["--teacher-weight", "0.5"], "Error: --teacher-weight needs --teacher."),
        (train + ["--teacher-temperature", "2"], "Error: --teacher-temperature needs --teacher."),
        (train + ["--probe-strength", "1"], "Error: --probe-strength needs --probe."),
        (train + ["--probe"], "Error: --probe needs --freeze-encoder."),
        (train + ["--epochs", "many"], "Error: The value 'many' is invalid for '--epochs <epochs>'"),
        (["train", "--train", "t.tsv", "--output", "o"], "Error: Missing expected argument '--model <model>'"),
        (["frobnicate"], "Error: Unexpected argument 'frobnicate'"),
        (["help", "frobnicate"], "Error: Unexpected argument 'frobnicate'"),
        (["help", "data", "frobnicate"], "Error: Unexpected argument 'frobnicate'"),
        (
            ["embed", "--model", "m", "--pooling", "median"],
            "Error: The value 'median' is invalid for '--pooling <pooling>'. "
                + "Please provide one of the following:"
        ),
        (
            ["embed", "--model", "m", "--format", "csv"],
            "Error: The value 'csv' is invalid for '--format <format>'. Please provide one of 'jsonl' and 'npy'."
        ),
        (
            ["label", "--model", "m", "--input-format", "xml"],
            "Error: The value 'xml' is invalid for '--input-format <input-format>'. "
                + "Please provide one of 'tsv', 'csv', 'jsonl' or 'txt'."
        ),
    ]

    @Test(arguments: calls)
    func callMakesNoSense(arguments: [String], message: String) throws {
        let workspace = try Workspace(model: nil)
        let outcome = try workspace.run(arguments)
        #expect(outcome.errors.split(separator: "\n").first.map(String.init) == message)
        #expect(outcome.errors.contains("\nUsage: fledge"))
        #expect(outcome.status == 64)
        #expect(outcome.text == "")
        #expect(try workspace.snapshot().isEmpty)
    }

    private static let computing = [
        train, ["evaluate", "--model", "m", "--data", "d.tsv"], ["label", "--model", "m"], ["embed", "--model", "m"],
    ]

    @Test(arguments: computing, ["fp16", "BF16", ""])
    func precisionIsNotThere(arguments: [String], precision: String) throws {
        let outcome = try Workspace(model: nil).run(arguments + ["--precision", precision])
        let first = outcome.errors.split(separator: "\n").first ?? ""
        #expect(
            first == "Error: The value '\(precision)' is invalid for '--precision <precision>'. "
                + "Please provide one of 'auto', 'fp32', 'bf16' or 'int8'.")
        #expect(outcome.status == 64)
    }
}
