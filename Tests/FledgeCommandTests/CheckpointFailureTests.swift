import Foundation
import TestSupport
import Testing

/// The errors about an invalid model directory, from every command that reads one.
@Suite struct CheckpointFailureTests {
    /// A way to damage a checkpoint, and the expected error.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int32
        let message: String
        let apply: @Sendable (Workspace) throws -> Void

        init(
            _ name: String, _ status: Int32, _ message: String, apply: @escaping @Sendable (Workspace) throws -> Void
        ) {
            testDescription = name
            self.status = status
            self.message = message
            self.apply = apply
        }

        /// A change to the model before it is written.
        static func model(
            _ name: String, _ message: String, change: @escaping @Sendable (inout TinyModel) -> Void
        ) -> Damage {
            Damage(name, 65, message) { workspace in
                var model = TinyModel()
                model.addClassifier(labels: TinyReviews.labels)
                change(&model)
                try model.write(in: workspace.directory)
            }
        }

        /// A change to the bytes of model.safetensors.
        static func weights(
            _ name: String, _ message: String, change: @escaping @Sendable (inout Data) -> Void
        ) -> Damage {
            Damage(name, 65, message) { workspace in
                let url = URL(fileURLWithPath: "\(workspace.model)/model.safetensors")
                var bytes = try Data(contentsOf: url)
                change(&bytes)
                try bytes.write(to: url)
            }
        }
    }

    private static func index(of name: String, in model: TinyModel) -> Int {
        model.tensors.firstIndex { $0.name == name } ?? 0
    }

    private static let fit =
        "check that config.json belongs to these weights and that the number of classes is the same"
    private static let fitOrAllow =
        fit + "; where it is meant so, allow it by a pattern of names: --allow-missing, --allow-unexpected"

    static let damages = [
        Damage(
            "missing directory", 66,
            """
            DIR/model: no such directory
              expected: a model's directory with config.json and model.safetensors
              try:      check the path; the name of a model of the hub looks like owner/name
            """
        ) { try FileManager.default.removeItem(atPath: $0.model) },
        Damage(
            "a file in place of the directory", 66,
            """
            DIR/model: is not a directory
              expected: a model's directory with config.json and model.safetensors
              try:      name the directory that holds the file
            """
        ) {
            try FileManager.default.removeItem(atPath: $0.model)
            try $0.directory.write("model", "")
        },
        Damage(
            "no configuration", 66,
            """
            DIR/model: expected config.json in the model's directory, but there is none
              try:      name the directory that holds config.json and model.safetensors
            """
        ) { try FileManager.default.removeItem(atPath: "\($0.model)/config.json") },
        Damage(
            "no weights", 66,
            """
            DIR/model: the model's directory has no weights
              expected: model.safetensors
              found:    neither that nor model.safetensors.index.json, pytorch_model.bin, \
            pytorch_model.bin.index.json or a TensorFlow checkpoint (.ckpt.index)
              try:      name the directory that holds config.json and model.safetensors
            """
        ) { try FileManager.default.removeItem(atPath: "\($0.model)/model.safetensors") },
        Damage(
            "no tokenizer", 66,
            """
            DIR/model: the directory has no tokenizer
              expected: tokenizer.json or vocab.txt
              found:    neither of them
              try:      copy the tokenizer's files from the checkpoint that the model was trained from
            """
        ) { try FileManager.default.removeItem(atPath: "\($0.model)/vocab.txt") },
        .weights(
            "truncated weights",
            """
            DIR/model/model.safetensors: the file is truncated: it ends within its tensors
              expected: SIZE bytes
              found:    60000 bytes
              try:      copy or download the file again
            """
        ) { $0 = $0.prefix(60_000) },
        .weights(
            "truncated header",
            """
            DIR/model/model.safetensors: the file is truncated: it ends within its header
              expected: a header of HEADER bytes
              found:    a file of 100 bytes
              try:      copy or download the file again
            """
        ) { $0 = $0.prefix(100) },
        .weights(
            "over-long header",
            """
            DIR/model/model.safetensors: the file is not a safetensors file: the length of its header is out of range
              expected: at most 100000000 bytes
              found:    100000001 bytes in a file of SIZE bytes
            """
        ) { bytes in
            withUnsafeBytes(of: UInt64(100_000_001).littleEndian) { bytes.replaceSubrange(0..<8, with: $0) }
        },
        .model(
            "a tensor of another shape",
            """
            DIR/model/model.safetensors: the weights do not fit the model: 1 of another shape
              found:    encoder.layer.1.output.dense.weight [64, 32] where the model has [32, 64]
              try:      \(fit)
            """
        ) { $0.tensors[index(of: "encoder.layer.1.output.dense.weight", in: $0)].shape = [64, 32] },
        .model(
            "a missing tensor",
            """
            DIR/model/model.safetensors: the weights do not fit the model: 1 missing
              found:    no encoder.layer.0.attention.self.key.bias [32]
              try:      \(fitOrAllow)
            """
        ) { $0.tensors.remove(at: index(of: "encoder.layer.0.attention.self.key.bias", in: $0)) },
        .model(
            "an unexpected tensor",
            """
            DIR/model/model.safetensors: the weights do not fit the model: 1 unexpected
              found:    encoder.layer.2.output.dense.bias [1], which the model does not have
              try:      \(fitOrAllow)
            """
        ) { $0.tensors.append(SafetensorsBytes.Tensor("encoder.layer.2.output.dense.bias", [1], [0])) },
        Damage(
            "a tokenizer of another model", 65,
            """
            DIR/model/config.json: the word embeddings have no row for the tokenizer's id 48, which is "extra"
              expected: at least 49 rows
              found:    48
              try:      use the tokenizer that belongs to this model
            """
        ) {
            let vocabulary = (TinyModel.vocabulary + ["extra"]).joined(separator: "\n")
            try $0.directory.write("model/vocab.txt", vocabulary + "\n")
        },
        .model(
            "another family",
            """
            DIR/model/config.json: model_type: this family of encoders is not supported
              expected: one of bert, distilbert, electra, mpnet
              found:    roberta
            """
        ) { $0.configuration["model_type"] = #""roberta""# },
        .model(
            "another activation",
            """
            DIR/model/config.json: hidden_act: this activation is not supported
              expected: one of gelu, gelu_python, gelu_new, gelu_fast, gelu_accurate, gelu_pytorch_tanh, \
            gelu_python_tanh, relu, silu, swish
              found:    mish
            """
        ) { $0.configuration["hidden_act"] = #""mish""# },
    ]

    /// The commands that read a model, with everything else valid.
    private static let commands: [[String]] = [
        ["train", "--model", "DIR/model", "--train", "DIR/train.tsv", "--output", "DIR/output"],
        ["evaluate", "--model", "DIR/model", "--data", "DIR/train.tsv"],
        ["label", "--model", "DIR/model", "--input", "DIR/train.tsv", "--output", "DIR/output"],
        ["embed", "--model", "DIR/model", "--input", "DIR/train.tsv", "--output", "DIR/output"],
        ["inspect", "DIR/model"],
    ]

    @Test(arguments: damages)
    func isRefusedByEveryCommand(_ damage: Damage) throws {
        var model = TinyModel()
        model.addClassifier(labels: TinyReviews.labels)
        let workspace = try Workspace(model: model)
        try workspace.writeRows()
        let file = SafetensorsBytes.file(model.tensors)
        let headerLength = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        try damage.apply(workspace)
        let before = try workspace.snapshot()
        let message = damage.message
            .replacingOccurrences(of: "SIZE", with: "\(file.count)")
            .replacingOccurrences(of: "HEADER", with: "\(headerLength)")
        for command in Self.commands {
            let outcome = try workspace.run(
                command.map { $0.replacingOccurrences(of: "DIR", with: workspace.directory.path) })
            #expect(outcome.errors == "fledge: error: \(message)\n", "\(command[0])")
            #expect(outcome.status == damage.status, "\(command[0])")
            // A model that does not fit is shown in full before it is rejected.
            #expect(outcome.text == "" || command[0] == "inspect", "\(command[0])")
            #expect(try workspace.snapshot() == before, "\(command[0]) left something behind")
        }
    }

    /// As Fledge writes adapters, with a configuration of their own, and as PEFT does, without.
    @Test(arguments: [true, false])
    func adaptersAloneAreNamed(hasConfiguration: Bool) throws {
        let workspace = try Workspace()
        try FileManager.default.removeItem(atPath: "\(workspace.model)/model.safetensors")
        if !hasConfiguration { try FileManager.default.removeItem(atPath: "\(workspace.model)/config.json") }
        try workspace.directory.write("model/adapter_config.json", #"{"base_model_name_or_path": "some/base"}"#)
        try workspace.writeRows()
        for command in [
            ["convert", "model", "output"], ["quantize", "model", "output"], ["inspect", "model"],
            ["train", "--model", "model", "--train", "train.tsv", "--output", "output", "--no-record"],
        ] {
            let outcome = try workspace.run(command)
            #expect(
                outcome.errors == """
                    fledge: error: model: the directory holds PEFT adapters and not a whole model
                      expected: config.json and model.safetensors
                      found:    adapter_config.json, for adapters of some/base
                      try:      label, evaluate, embed and benchmark take it as it is; for anything else, merge it into \
                    its base with PEFT (merge_and_unload and save_pretrained), or train with --lora-merge

                    """, "\(command)")
            #expect(outcome.status == 66)
        }
    }

    private static let notAClassifier = """
        DIR/model/config.json: the model has no labels: it is not a classifier
          expected: id2label
          found:    no such key
          try:      fine-tune it first with: fledge train --model DIR/model --train FILE --output DIR
        """
    private static let noPooling = """
        DIR/model: nothing says how token vectors become one embedding
          expected: modules.json and a pooling configuration, as sentence-transformers writes them
          found:    no modules.json
          try:      name the pooling yourself, for instance with --pooling mean
        """

    private static let hasSeveralNumbers = """
        DIR/classifier/config.json: problem_type: models of regression with several outputs are not supported
          expected: one output
          found:    3
        """

    /// Writes a regression model with three outputs.
    private static func modelOfSeveralNumbers(in workspace: Workspace) throws -> String {
        var model = TinyModel()
        model.addClassifier(labels: TinyReviews.labels)
        model.configuration["problem_type"] = #""regression""#
        return try model.write(in: workspace.directory, as: "classifier")
    }

    static let misuses = [
        Failure("labelling with several numbers", 65, hasSeveralNumbers) {
            let model = try CheckpointFailureTests.modelOfSeveralNumbers(in: $0)
            return ["label", "--model", model, "--input", try $0.writeRows(), "--output", $0.path("output")]
        },
        Failure("evaluating with several numbers", 65, hasSeveralNumbers) {
            let data = try $0.directory.write("numbers.tsv", "text\tlabel\nthe film\t1\nthe soup\t2\n")
            return ["evaluate", "--model", try CheckpointFailureTests.modelOfSeveralNumbers(in: $0), "--data", data]
        },
        Failure("evaluating with an encoder", 65, notAClassifier) {
            ["evaluate", "--model", $0.model, "--data", try $0.writeRows()]
        },
        Failure("labelling with an encoder", 65, notAClassifier) {
            ["label", "--model", $0.model, "--input", try $0.writeRows(), "--output", $0.path("output")]
        },
        Failure("embedding without knowing how to pool", 65, noPooling) {
            var model = TinyModel()
            model.poolingSchema = nil
            try FileManager.default.removeItem(atPath: $0.model)
            try model.write(in: $0.directory)
            return ["embed", "--model", $0.model, "--input", try $0.writeRows(), "--output", $0.path("output")]
        },
        Failure(
            "embedding with a family that is not supported, without knowing how to pool", 65,
            """
            DIR/model/config.json: model_type: this family of encoders is not supported
              expected: one of bert, distilbert, electra, mpnet
              found:    roberta
            """
        ) {
            var model = TinyModel()
            (model.poolingSchema, model.configuration["model_type"]) = (nil, #""roberta""#)
            try FileManager.default.removeItem(atPath: $0.model)
            try model.write(in: $0.directory)
            return ["embed", "--model", $0.model, "--input", try $0.writeRows(), "--output", $0.path("output")]
        },
        Failure(
            "a classifier of other labels than its weights have", 65,
            """
            DIR/classifier/model.safetensors: the weights do not fit the model: 2 of another shape
              found:    classifier.weight [3, 32] where the model has [2, 32]
                        classifier.bias [3] where the model has [2]
              try:      \(fit)
            """
        ) {
            var classifier = TinyModel()
            classifier.addClassifier(labels: TinyReviews.labels)
            classifier.configuration["id2label"] = #"{"0": "good", "1": "bad"}"#
            let model = try classifier.write(in: $0.directory, as: "classifier")
            return ["label", "--model", model, "--input", try $0.writeRows()]
        },
    ]

    @Test(arguments: misuses)
    func isOfTheWrongKind(_ failure: Failure) throws { try failure.check() }
}
