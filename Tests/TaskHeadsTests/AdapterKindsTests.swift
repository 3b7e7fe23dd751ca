import Checkpoints
import Encoders
import Foundation
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// Adapters of many kinds as PEFT writes them, compared with PEFT's results (version 0.21.2).
struct AdapterKindsTests {
    private static let base = "Encoder/bert-2-layers"
    private static let fixture = Fixtures.path("Adapters/kinds")
    static let kinds = ((try? FileManager.default.contentsOfDirectory(atPath: fixture)) ?? []).sorted()

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A copy of recorded adapters, with settings replaced.
    private func adapters(_ kind: String, _ settings: [String: JSONValue] = [:]) throws -> String {
        let path = "\(directory.path)/adapters"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: "\(Self.fixture)/\(kind)", toPath: path)
        let file = "\(path)/adapter_config.json"
        // The file is edited as text, since the order of patterns matters.
        var text = try String(contentsOfFile: file, encoding: .utf8)
        text = text.replacingOccurrences(of: "\"base\"", with: "\"\(Fixtures.path(Self.base))\"")
        try directory.write("adapters/adapter_config.json", text)
        guard !settings.isEmpty else { return path }
        let values = (try JSONValue(contentsOf: file).objectValue ?? [:]).merging(settings) { $1 }
        try directory.write("adapters/adapter_config.json", JSONValue.object(values).encoded(pretty: true))
        return path
    }

    private func batch() throws -> TokenBatch {
        let file = try RecordedTensors(fixture: "\(Self.base)/batches.safetensors")
        var batch = TokenBatch()
        for sequence in try file.sequences()[file.batches()[0]] {
            batch.append(ids: sequence.ids, typeIDs: sequence.types)
        }
        return batch
    }

    private func context(_ parameters: ParameterStore) -> PassContext {
        PassContext(parameters: parameters, gradients: nil, arena: Arena(), team: .shared)
    }

    private func logits(_ path: String) throws -> [Float] {
        let model = try SequenceClassificationModel(ModelDirectory(path))
        let context = context(model.parameters)
        return try withExtendedLifetime(context) { Array(model.logits(try batch(), context).elements) }
    }

    @Test func `every kind was recorded`() throws {
        let recorded = try RecordedTensors(fixture: "Adapters/kinds.safetensors")
        #expect(recorded.names.map { $0.split(separator: ".").last.map(String.init) ?? "" }.sorted() == Self.kinds)
        #expect(Self.kinds.count >= 12)
    }

    @Test(arguments: kinds)
    func `results are those of PEFT`(kind: String) throws {
        let path = try adapters(kind)
        let recorded = try RecordedTensors(fixture: "Adapters/kinds.safetensors")
        if kind == "feature-extraction" {
            let adapters = try AdapterDirectory(path)
            let model = try EncoderModel(adapters.configuration(), directory: adapters.base)
            let family = model.encoder.configuration.family
            try adapters.apply(
                to: model.parameters, names: family.tensorNames,
                isUnused: { family.isUnused($0, withClassificationHead: false) }, on: .shared)
            let context = context(model.parameters)
            let hidden = try withExtendedLifetime(context) {
                Array(model.encoder.forward(try batch(), context).elements)
            }
            #expect(largestDifference(hidden, try recorded.floats("hidden.\(kind)")) < 1e-5)
        } else {
            #expect(largestDifference(try logits(path), try recorded.floats("logits.\(kind)")) < 1e-5)
        }
    }

    @Test(arguments: [
        ("peft_type", JSONValue.string("LOHA")), ("peft_type", .string("ADALORA")), ("task_type", .string("CAUSAL_LM")),
        ("bias", .string("some")), ("init_lora_weights", .string("pissa")),
        ("init_lora_weights", .string("pissa_niter_4")),
        ("init_lora_weights", .string("olora")), ("init_lora_weights", .string("corda")),
        ("init_lora_weights", .string("loftq")), ("init_lora_weights", .string("lora_ga")),
        ("alora_invocation_tokens", .array([.integer(3)])), ("trainable_token_indices", .array([.integer(3)])),
        ("target_parameters", .array([.string("weight")])), ("layer_replication", .array([.array([.integer(0)])])),
        ("arrow_config", .object(["top_k": .integer(3)])), ("use_qalora", .bool(true)), ("fan_in_fan_out", .bool(true)),
        ("megatron_config", .object(["a": .integer(1)])), ("a_later_invention", .bool(true)),
    ])
    func `kinds that change the results in other ways are rejected by name`(key: String, value: JSONValue) throws {
        let path = try adapters("eva", [key: value])
        let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(ModelDirectory(path)) }
        #expect(error?.place == "\(path)/adapter_config.json: \(key)")
        #expect(error?.found == value.excerpt)
    }

    @Test(arguments: [
        ("lora_dropout", JSONValue.number(0.3)), ("peft_version", .string("9.0.0")),
        ("init_lora_weights", .bool(false)),
        ("eva_config", .object(["rho": .number(2)])), ("a_later_invention", .null), ("exclude_modules", .string("key")),
    ])
    func `settings of training alone are ignored`(key: String, value: JSONValue) throws {
        let expected = try RecordedTensors(fixture: "Adapters/kinds.safetensors").floats("logits.eva")
        #expect(largestDifference(try logits(adapters("eva", [key: value])), expected) < 1e-5)
    }

    @Test func `a rank that does not fit the tensors is an error`() throws {
        let path = try adapters("eva", ["rank_pattern": .object(["layer.0.*value": .integer(3)])])
        let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(ModelDirectory(path)) }
        #expect(error?.problem == "the tensor has the wrong shape")
        #expect(error?.expected == "[3, 32]" && error?.found == "[2, 32]")
    }

    @Test func `adapters of an encoder are not those of a classifier`() throws {
        let plain = "\(directory.path)/plain"
        try FileManager.default.copyItem(atPath: Fixtures.path("Encoder/bert-without-pooler"), toPath: plain)
        let path = try adapters("feature-extraction", ["base_model_name_or_path": .string(plain)])
        let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(ModelDirectory(path)) }
        #expect(error?.problem == "the adapters are not those of a classifier")
    }

    @Test(arguments: ["../base", "base", "missing/owner/name"])
    func `the base is looked for beside the adapters`(name: String) throws {
        let expected = try RecordedTensors(fixture: "Adapters/kinds.safetensors").floats("logits.eva")
        let path = try adapters("eva", ["base_model_name_or_path": .string(name)])
        if name.hasPrefix("missing") {
            let error = #expect(throws: FledgeError.self) { try SequenceClassificationModel(ModelDirectory(path)) }
            #expect(error?.category == .noInput && error?.found == name)
            try directory.write("adapters/config.json", #"{"fledge": {"adapter_base": "../base"}}"#)
        }
        try FileManager.default.copyItem(atPath: Fixtures.path(Self.base), toPath: "\(directory.path)/base")
        #expect(try AdapterDirectory(path).base.hasSuffix("/base"))
        if !name.hasPrefix("missing") { #expect(largestDifference(try logits(path), expected) < 1e-5) }
    }

    @Test(arguments: ["main", "v2", "0123456789012345678901234567890123456789"])
    func `the base is found in the cache of the hub`(revision: String) throws {
        let commit = "0123456789012345678901234567890123456789"
        let repository = "\(directory.path)/cache/models--someone--tiny"
        try directory.write("cache/models--someone--tiny/refs/main", commit)
        try directory.write("cache/models--someone--tiny/refs/v2", "\(commit)\n")
        try directory.write("cache/models--someone--tiny/snapshots/\(commit)/config.json", "{}")
        let environment = ["HF_HUB_CACHE": "\(directory.path)/cache"]
        #expect(
            HubCacheLayout.snapshot(of: "someone/tiny", revision: revision, environment: environment)
                == "\(repository)/snapshots/\(commit)")
        for (name, other) in [
            ("someone/other", "main"), ("someone/tiny", "v3"), ("../tiny", "main"), ("a/b/c", "main"),
        ] {
            #expect(HubCacheLayout.snapshot(of: name, revision: other, environment: environment) == nil)
        }
    }
}
