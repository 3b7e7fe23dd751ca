import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// Directories in sentence-transformers' format, compared with its embeddings (version 6.2.0).
struct SentenceTransformersTests {
    private static let fixture = Fixtures.path("SentenceTransformers")
    static let kinds = ((try? FileManager.default.contentsOfDirectory(atPath: "\(fixture)/kinds")) ?? []).sorted()

    /// A complete directory: the fixture's files with those of the shared encoder.
    private static func complete(_ kind: String, in directory: TemporaryDirectory) throws -> String {
        let path = "\(directory.path)/model"
        let files = FileManager.default
        try files.copyItem(atPath: "\(fixture)/kinds/\(kind)", toPath: path)
        let isOld = try String(contentsOfFile: "\(path)/modules.json", encoding: .utf8).contains("0_BERT")
        let encoder = isOld ? "\(path)/0_BERT" : path
        try files.createDirectory(atPath: encoder, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: "\(fixture)/encoder") {
            try files.copyItem(atPath: "\(fixture)/encoder/\(name)", toPath: "\(encoder)/\(name)")
        }
        return path
    }

    @Test func `every kind was recorded`() throws {
        let recorded = try JSONValue(contentsOf: "\(Self.fixture)/embeddings.json")
        #expect(recorded["embeddings"]?.objectValue?.keys.sorted() == Self.kinds)
        #expect(Self.kinds.count >= 25)
    }

    @Test(arguments: kinds)
    func `embeddings are those of sentence-transformers`(kind: String) throws {
        let directory = try TemporaryDirectory()
        let recorded = try JSONValue(contentsOf: "\(Self.fixture)/embeddings.json")
        let texts = (recorded["texts"]?.arrayValue ?? []).compactMap(\.stringValue)
        let expected = (recorded["embeddings"]?[kind]?.arrayValue ?? []).map { vector in
            (vector.arrayValue ?? []).compactMap(\.numberValue).map { Float($0) }
        }
        let embedder = try SentenceEmbedder(
            directory: Self.complete(kind, in: directory), options: LoadingOptions(precision: .fp32))
        let vectors = try embedder.embed(texts).embeddings
        #expect(!texts.isEmpty && vectors.map(\.count) == expected.map(\.count))
        #expect(embedder.dimension == expected.first?.count)
        for (vector, expected) in zip(vectors, expected) { #expect(largestDifference(vector, expected) < 1e-5) }
    }

    /// A file of a directory, the content that replaces it, and the place that the error names.
    static let rejected: [(file: String, content: String, place: String)] = [
        ("sentence_bert_config.json", #"{"transformer_task": "fill-mask"}"#, "transformer_task"),
        ("sentence_bert_config.json", #"{"query_expansion": {"length": 32}}"#, "query_expansion"),
        ("sentence_bert_config.json", #"{"max_seq_length": 0}"#, "max_seq_length"),
        ("sentence_bert_config.json", #"{"do_lowercase": true}"#, "do_lowercase"),
        ("sentence_bert_config.json", #"{"model_args": {"add_pooling_layer": true}}"#, "add_pooling_layer"),
        ("sentence_bert_config.json", #"{"processing_kwargs": {"text": {"truncation": false}}}"#, "truncation"),
        ("sentence_bert_config.json", #"{"processing_kwargs": {"common": {"padding_side": "left"}}}"#, "padding_side"),
        ("sentence_bert_config.json", #"{"module_output_name": "sentence_embedding"}"#, "module_output_name"),
        (
            "sentence_bert_config.json",
            #"{"modality_config": {"text": {"method": "forward", "method_output_name": "pooler_output"}}}"#,
            "method_output_name"
        ),
        ("config_sentence_transformers.json", #"{"truncate_dim": -2}"#, "truncate_dim"),
        ("config_sentence_transformers.json", #"{"model_type": "SparseEncoder"}"#, "model_type"),
        ("config_sentence_transformers.json", #"{"pooling": "max"}"#, "pooling"),
        ("1_Pooling/config.json", #"{"embedding_dimension": 12, "pooling_mode": "mean", "scale": 2}"#, "scale"),
        ("modules.json", #"[{"path": "", "type": "sentence_transformers.models.WordEmbeddings"}]"#, "WordEmbeddings"),
        ("modules.json", #"[{"path": "", "type": "sentence_transformers.models.BoW"}]"#, "BoW"),
        ("modules.json", #"[{"path": "", "type": "sentence_transformers.models.BERT"}]"#, "models.Transformer instead"),
        ("modules.json", #"[{"path": "", "type": "custom_st.Transformer"}]"#, "custom_st.Transformer"),
        ("modules.json", #"[{"path": "../other", "type": "sentence_transformers.models.Pooling"}]"#, "../other"),
    ]

    @Test(arguments: rejected)
    func `settings that would change embeddings are rejected by name`(
        file: String, content: String, place: String
    ) throws {
        let directory = try TemporaryDirectory()
        let path = try Self.complete("truncated", in: directory)
        #expect(throws: Never.self) { try SentenceEmbedder(directory: path) }
        try directory.write("model/\(file)", content)
        let error = #expect(throws: FledgeError.self) { try SentenceEmbedder(directory: path) }
        #expect(error?.category == .data)
        #expect(error?.description.contains(place) == true)
    }

    @Test func `a text without tokens is an error where no special tokens surround it`() throws {
        let directory = try TemporaryDirectory()
        let embedder = try SentenceEmbedder(directory: Self.complete("without-special-tokens", in: directory))
        let error = #expect(throws: FledgeError.self) { try embedder.embed(["good", " "]) }
        #expect(error?.problem.hasPrefix("a text becomes no token at all") == true)
    }

    @Test func `components that are cut off can be followed by a normalization`() throws {
        let directory = try TemporaryDirectory()
        let path = try Self.complete("truncated", in: directory)
        let cut = try SentenceEmbedder(directory: path)
        var pooling = cut.pooling
        pooling.normalizesTruncated = true
        let unit = try SentenceEmbedder(directory: path, pooling: pooling)
        let vector = try cut.embed("good soup")
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(vector.count == 5 && length < 0.99)
        #expect(largestDifference(vector.map { $0 / length }, try unit.embed("good soup")) < 1e-6)
    }
}
