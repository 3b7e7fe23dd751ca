import Foundation
import TestSupport
import Testing

/// `fledge embed`.
@Suite struct EmbedTests {
    private static let texts = (0..<30).map { index in
        TinyReviews.rows(1, offset: index)[0].text + String(repeating: " good", count: index % 7)
    }

    private func embeddings(_ text: String) throws -> [[Double]] {
        try text.split(separator: "\n").map { line in
            let object = try Outcome.object(String(line))
            #expect(Array(object.keys) == ["embedding"])
            return try #require(object["embedding"] as? [Double])
        }
    }

    @Test func givesAVectorOfLengthOneForEachText() throws {
        let workspace = try Workspace()
        let input = Self.texts.joined(separator: "\n")
        let together = try embeddings(workspace.succeed(["embed", "--model", "model"], input: input).text)
        #expect(together.count == 30)
        for (vector, text) in zip(together, Self.texts).prefix(8) {
            #expect(vector.count == 32)
            #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
            let alone = try embeddings(workspace.succeed(["embed", "--model", "model"], input: text).text)
            #expect(largestDifference(vector, alone[0]) < 1e-5)
        }
        #expect(Set(together.map { $0.map(Float.init) }).count == Set(Self.texts).count)
        let objects = Self.texts.map { #"{"other": 1, "text": "\#($0)"}"# }.joined(separator: "\n")
        #expect(try embeddings(workspace.succeed(["embed", "--model", "model"], input: objects).text) == together)
    }

    /// The magic string, version, header and shape of NumPy's format 1.0, and the same numbers as in JSON.
    @Test(arguments: [0, 1, 30])
    func writesNumPyArrays(count: Int) throws {
        let workspace = try Workspace()
        let input = Self.texts.prefix(count).joined(separator: "\n")
        let bytes = try workspace.succeed(["embed", "--model", "model", "--format", "npy"], input: input).output
        #expect(Array(bytes.prefix(8)) == [0x93] + Array("NUMPY".utf8) + [1, 0])
        let headerLength = Int(bytes[8]) | Int(bytes[9]) << 8
        #expect((10 + headerLength) % 64 == 0)
        let header = String(decoding: bytes[10..<10 + headerLength], as: UTF8.self)
        #expect(header.last == "\n")
        #expect(
            header.trimmingCharacters(in: .whitespacesAndNewlines)
                == "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count), 32), }")
        let data = Data(bytes.dropFirst(10 + headerLength))
        try #require(data.count == count * 32 * 4)
        let values = (0..<count * 32).map { index in
            Float(bitPattern: data[(index * 4)..<(index * 4 + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        let lines = try embeddings(workspace.succeed(["embed", "--model", "model"], input: input).text)
        #expect(values == lines.joined().map(Float.init))
    }

    @Test(arguments: ["jsonl", "npy"])
    func outputFileReplacesTheOldOneAtTheEnd(format: String) throws {
        let workspace = try Workspace()
        try workspace.directory.write("out", "old")
        let input = Self.texts.joined(separator: "\n")
        let arguments = ["embed", "--model", "model", "--format", format]
        let printed = try workspace.succeed(arguments, input: input)
        let refused = try workspace.run(arguments + ["--output", "out"], input: input)
        #expect(refused.status == 73)
        #expect(try workspace.snapshot()["out"] == Data("old".utf8))
        let outcome = try workspace.succeed(arguments + ["--output", "out", "--overwrite"], input: input)
        #expect(outcome.text == "")
        let files = try workspace.snapshot()
        #expect(files["out"] == printed.output)
        #expect(!files.keys.contains { $0.contains("partial") })
    }

    @Test(
        arguments: [
            ([], 32, true), (["--dimensions", "7"], 7, false), (["--dimensions", "7", "--normalize"], 7, true),
            (["--dimensions", "7", "--pooling", "mean"], 7, false), (["--dimensions", "32"], 32, true),
            (["--dimensions", "40"], 32, true),
        ] as [([String], Int, Bool)])
    func keepsTheFirstComponents(arguments: [String], count: Int, isUnit: Bool) throws {
        let workspace = try Workspace()
        func embed(_ arguments: [String]) throws -> [Double] {
            try embeddings(
                workspace.succeed(["embed", "--model", "model"] + arguments, input: "the film was good").text)[0]
        }
        let whole = Array(try embed([]).prefix(count))
        let vector = try embed(arguments)
        #expect(vector.count == count)
        let length = whole.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(length < 0.99 || count == 32)
        #expect(largestDifference(vector, isUnit ? whole.map { $0 / length } : whole) < 1e-5)
    }

    /// The encoder and its tokenizer in a subdirectory named by modules.json.
    @Test func commandsFindTheEncoderInASubfolder() throws {
        let workspace = try Workspace()
        func embed(_ model: String) throws -> [String] {
            try workspace.succeed(
                ["embed", "--model", model, "--precision", "fp32"], input: "the film was good"
            ).lines
        }
        let expected = try embed("model")
        let tokens = try workspace.succeed(["tokenize", "--model", "model"], input: "the film was good").lines
        let encoder = workspace.path("model/0_BERT")
        try FileManager.default.createDirectory(atPath: encoder, withIntermediateDirectories: true)
        for name in ["config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json"] {
            try FileManager.default.moveItem(atPath: workspace.path("model/\(name)"), toPath: "\(encoder)/\(name)")
        }
        let modules = try String(contentsOfFile: workspace.path("model/modules.json"), encoding: .utf8)
        try workspace.directory.write(
            "model/modules.json", modules.replacingOccurrences(of: #""path": """#, with: #""path": "0_BERT""#))
        try workspace.directory.write("model/config.json", #"{"__version__": "0.3.0"}"#)
        #expect(try embed("model") == expected)
        #expect(try workspace.succeed(["tokenize", "--model", "model"], input: "the film was good").lines == tokens)
        #expect(try workspace.succeed(["inspect", "model"]).text.contains("pooling       mean, normalized"))
        for command in ["convert", "quantize"] {
            _ = try workspace.succeed([command, "model", command])
            let weights = command == "convert" ? "model.safetensors" : "fledge-int8.safetensors"
            #expect(FileManager.default.fileExists(atPath: workspace.path("\(command)/0_BERT/\(weights)")))
            let vectors = try embed(command)
            #expect(vectors.count == 1 && (vectors == expected || command == "quantize"))
        }
        try workspace.writeRows()
        _ = try workspace.succeed(
            ["train", "--model", "model", "--train", "train.tsv", "--output", "out", "--max-steps", "1", "--no-record"])
        #expect(FileManager.default.fileExists(atPath: workspace.path("out/model.safetensors")))
    }

    @Test func bothWaysToWriteThePoolingMeanTheSame() throws {
        func embed(_ schema: TinyModel.PoolingSchema?, normalizes: Bool, _ more: String...) throws -> [[Double]] {
            var model = TinyModel()
            (model.poolingSchema, model.normalizes) = (schema, normalizes)
            return try embeddings(
                Workspace(model: model).succeed(["embed", "--model", "model"] + more, input: "the film was good").text)
        }
        let expected = try embed(.booleans, normalizes: true)
        #expect(try embed(.name, normalizes: true) == expected)
        #expect(try embed(nil, normalizes: false, "--pooling", "mean") == expected)
        #expect(try embed(.name, normalizes: false, "--normalize") == expected)
        let raw = try embed(.name, normalizes: false)
        #expect(raw != expected)
        #expect(try embed(.booleans, normalizes: true, "--no-normalize") == raw)
        let first = try embed(.booleans, normalizes: true, "--pooling", "cls")
        #expect(largestDifference(first[0], expected[0]) > 0.01)
    }

    /// `--pooling` changes how token vectors become one, and nothing that modules.json says of the rest.
    @Test(
        arguments: [
            (true, [], false, "mean; modules.json says mean"),
            (true, ["--normalize"], true, "mean, normalized; modules.json says mean"),
            (
                false, [], true,
                "mean, normalized; there is no modules.json, and --no-normalize leaves the lengths as they are"
            ),
            (false, ["--no-normalize"], false, "mean; there is no modules.json"),
        ] as [(Bool, [String], Bool, String)])
    func poolingKeepsTheOtherModules(hasModules: Bool, arguments: [String], isUnit: Bool, told: String) throws {
        var model = TinyModel()
        (model.poolingSchema, model.normalizes) = (hasModules ? .name : nil, false)
        let outcome = try Workspace(model: model).succeed(
            ["embed", "--model", "model", "--pooling", "mean"] + arguments, input: "the film was good")
        let length = try embeddings(outcome.text)[0].reduce(0) { $0 + $1 * $1 }
        #expect((abs(length - 1) < 1e-5) == isUnit)
        #expect(outcome.errors.contains("pooling: \(told)\n"))
    }
}
