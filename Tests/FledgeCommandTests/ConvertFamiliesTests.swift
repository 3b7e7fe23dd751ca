import Foundation
import TestSupport
import Testing

/// `fledge convert` of a recorded checkpoint of every family: each element is unchanged or rounded once, under the name
/// that transformers uses for it.
@Suite struct ConvertFamiliesTests {
    /// A recorded checkpoint, and the tensors that conversion renames or omits.
    struct Checkpoint: Sendable, CustomTestStringConvertible {
        let name: String
        var hasOldNames = false
        var omitted: [String] = []

        var testDescription: String { name }

        /// The name of a tensor in the converted file.
        func convertedName(_ name: String) -> String {
            guard hasOldNames else { return name }
            return name.replacingOccurrences(of: "LayerNorm.gamma", with: "LayerNorm.weight")
                .replacingOccurrences(of: "LayerNorm.beta", with: "LayerNorm.bias")
        }
    }

    static let checkpoints = [
        Checkpoint(name: "bert-2-layers"), Checkpoint(name: "bert-3-labels"), Checkpoint(name: "bert-gelu-new"),
        Checkpoint(name: "bert-relu"), Checkpoint(name: "bert-silu"), Checkpoint(name: "bert-without-pooler"),
        Checkpoint(name: "bert-masked-language-model"),
        Checkpoint(name: "bert-old-names", hasOldNames: true, omitted: ["bert.embeddings.position_ids"]),
        Checkpoint(name: "distilbert"), Checkpoint(name: "electra"), Checkpoint(name: "electra-projected"),
        Checkpoint(name: "mpnet"),
    ]

    /// The `--dtype` option, if any, and the names of the types in the two files.
    enum Form: String, CaseIterable, CustomTestStringConvertible {
        case unchanged, fp32, fp16, bf16

        var testDescription: String { rawValue }
        var arguments: [String] { self == .unchanged ? [] : ["--dtype", rawValue] }
        var tensorType: String {
            switch self {
            case .unchanged, .fp32: "F32"
            case .fp16: "F16"
            case .bf16: "BF16"
            }
        }
        var settingName: String {
            switch self {
            case .unchanged, .fp32: "float32"
            case .fp16: "float16"
            case .bf16: "bfloat16"
            }
        }

        /// The elements of 32-bit floats in this form.
        func bytes(_ floats: Data) -> Data {
            switch self {
            case .unchanged, .fp32: floats
            case .fp16: Self.rounded(floats, Self.half)
            case .bf16: Self.rounded(floats, Self.brain)
            }
        }

        private static let half = NearestNumber(exponentBits: 5)
        private static let brain = NearestNumber(exponentBits: 8)

        private static func rounded(_ floats: Data, _ rounding: NearestNumber) -> Data {
            var result = Data()
            floats.withUnsafeBytes { bytes in
                for offset in stride(from: 0, to: bytes.count, by: 4) {
                    let pattern = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                    let rounded = rounding.pattern(Float(bitPattern: pattern))
                    result += [UInt8(rounded & 0xFF), UInt8(rounded >> 8)]
                }
            }
            return result
        }
    }

    private func workspace(_ checkpoint: Checkpoint) throws -> Workspace {
        let workspace = try Workspace(model: nil)
        for file in ["config.json", "model.safetensors"] {
            let path = Fixtures.path("Encoder/\(checkpoint.name)/\(file)")
            try workspace.directory.write("in/\(file)", Data(contentsOf: URL(fileURLWithPath: path)))
        }
        let count = try #require(settings("in", of: workspace)["vocab_size"] as? Int)
        let words = TinyModel.vocabulary(ofFamily: checkpoint.name).prefix(count)
        #expect(words.count == count)
        try workspace.directory.write("in/vocab.txt", words.joined(separator: "\n") + "\n")
        return workspace
    }

    private func settings(_ name: String, of workspace: Workspace) throws -> [String: Any] {
        try Outcome.object(String(contentsOfFile: workspace.path("\(name)/config.json"), encoding: .utf8))
    }

    private func files(_ name: String, of workspace: Workspace) throws -> [String: Data] {
        let prefix = "\(name)/"
        let files = try workspace.snapshot().filter { $0.key.hasPrefix(prefix) }
        return Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    @Test(arguments: checkpoints, Form.allCases)
    func keepsEveryTensor(_ checkpoint: Checkpoint, form: Form) throws {
        let workspace = try workspace(checkpoint)
        let summary = try workspace.succeed(["convert", "in", "out", "--json"] + form.arguments).object()
        let before = try SafetensorsContent(path: workspace.path("in/model.safetensors"))
        let after = try SafetensorsContent(path: workspace.path("out/model.safetensors"))

        let kept = before.names.filter { !checkpoint.omitted.contains($0) }
        #expect(kept.count == before.names.count - checkpoint.omitted.count)
        #expect(after.names == kept.map(checkpoint.convertedName))
        for name in kept {
            let original = try #require(before.tensors[name])
            let converted = try #require(after.tensors[checkpoint.convertedName(name)])
            #expect(original.type == "F32")
            #expect(converted.type == form.tensorType, "\(name)")
            #expect(converted.shape == original.shape, "\(name)")
            #expect(converted.bytes == form.bytes(original.bytes), "\(name)")
        }
        #expect(after.metadata == ["format": "pt"])
        #expect(summary["tensors"] as? Int == kept.count)
        #expect(summary["omitted"] as? [String] == checkpoint.omitted)

        var expected = try settings("in", of: workspace)
        expected["dtype"] = form.settingName
        #expect(NSDictionary(dictionary: try settings("out", of: workspace)) == NSDictionary(dictionary: expected))
    }

    /// Converts the input again, and also the output.
    @Test(arguments: checkpoints, Form.allCases)
    func givesTheSameBytesAgain(_ checkpoint: Checkpoint, form: Form) throws {
        let workspace = try workspace(checkpoint)
        try _ = workspace.succeed(["convert", "in", "first"] + form.arguments)
        try _ = workspace.succeed(["convert", "in", "second"] + form.arguments)
        try _ = workspace.succeed(["convert", "first", "third"] + form.arguments)
        let first = try files("first", of: workspace)
        #expect(
            first.keys.sorted() == [
                "config.json", "fledge_tokenizer_probes.json", "model.safetensors", "special_tokens_map.json",
                "tokenizer.json", "tokenizer_config.json", "vocab.txt",
            ])
        for name in ["second", "third"] { #expect(try files(name, of: workspace) == first, "\(name)") }
    }

    /// Each tensor of the converted checkpoint has a place in the model, as in the original.
    @Test(arguments: checkpoints)
    func isReadAsBefore(_ checkpoint: Checkpoint) throws {
        let workspace = try workspace(checkpoint)
        try _ = workspace.succeed(["convert", "in", "out"])
        func verdicts(_ name: String) throws -> [String: String] {
            let findings = try workspace.succeed(["inspect", name, "--json"]).object()
            let tensors = try #require(findings["tensors"] as? [[String: Any]])
            return Dictionary(
                uniqueKeysWithValues: tensors.map { ("\($0["canonical_name"] ?? "")", "\($0["verdict"] ?? "")") })
        }
        var before = try verdicts("in")
        #expect(Set(before.values).isSubset(of: ["loaded", "not used"]))
        #expect(before.values.contains("loaded"))
        for name in checkpoint.omitted { before[String(name.dropFirst("bert.".count))] = nil }
        #expect(try verdicts("out") == before)
    }
}
