import Checkpoints
import Encoders
import Inference
import InputOutput
import TestSupport
import Testing
import Tokenization

/// The precedence of the length limits that a model's files name.
@Suite struct LengthLimitTests {
    /// The limit of a directory; `files` are `model_max_length` and `max_seq_length`, where they are written.
    private func limit(
        requested: Int? = nil, tokenizer: String? = nil, sentenceTransformers: Int? = nil, further: [LengthLimit] = []
    ) throws -> LengthLimit {
        let directory = try TemporaryDirectory()
        var model = TinyModel()
        if let tokenizer { model.tokenizerConfiguration = #"{"model_max_length": \#(tokenizer)}"# }
        let path = try model.write(in: directory)
        if let sentenceTransformers {
            try directory.write(
                "model/sentence_bert_config.json",
                #"{"max_seq_length": \#(sentenceTransformers), "do_lower_case": false}"#)
        }
        return try LengthLimit(
            requested: requested, tokenizer: Tokenizer(directory: path),
            encoder: EncoderConfiguration(ModelConfiguration(directory: path)),
            overriding: SentenceTransformerSettings(directory: path).limit, further: further)
    }

    @Test func theSmallestCountsAndIsNamed() throws {
        let positions = try limit()
        #expect(positions.tokens == 64)
        #expect(positions.source == "max_position_embeddings of config.json")
        let tokenizer = try limit(tokenizer: "40")
        #expect(tokenizer.tokens == 40)
        #expect(tokenizer.source == "model_max_length of tokenizer_config.json")
        let sentences = try limit(tokenizer: "40", sentenceTransformers: 20)
        #expect(sentences.tokens == 20)
        #expect(sentences.source == "max_seq_length of sentence_bert_config.json")
        // sentence-transformers sets the tokenizer's limit to its own, whether that is smaller or larger.
        let larger = try limit(tokenizer: "40", sentenceTransformers: 50)
        #expect(larger.tokens == 50)
        #expect(larger.source == "max_seq_length of sentence_bert_config.json")
        // The value that transformers writes for no limit, and a limit beyond the positions.
        #expect(try limit(tokenizer: "1000000000000000019884624838656") == positions)
        #expect(try limit(tokenizer: "512", sentenceTransformers: 256) == positions)
    }

    @Test func positionsBeforeTheFirstTokenDoNotCount() throws {
        let directory = try TemporaryDirectory()
        var model = TinyModel()
        model.configuration["model_type"] = #""mpnet""#
        let path = try model.write(in: directory)
        let limit = try LengthLimit(
            requested: nil, tokenizer: Tokenizer(directory: path),
            encoder: EncoderConfiguration(ModelConfiguration(directory: path)))
        #expect(limit.tokens == 62)
        #expect(limit.source == "max_position_embeddings of config.json, less 2 that are not for tokens")
    }

    @Test func aWishGoesBeforeTheFiles() throws {
        for wish in [3, 50, 64] {
            let limit = try limit(requested: wish, tokenizer: "40", sentenceTransformers: 20)
            #expect(limit.tokens == wish)
            #expect(limit.source == "as requested")
        }
    }

    @Test func impossibleWishesAreRefused() throws {
        #expect(
            throws: FledgeError(
                .usage, "the maximum length exceeds the model's positions",
                expected: "at most 64 (max_position_embeddings of config.json)", found: "65")
        ) { try limit(requested: 65) }
        for wish in [2, 0, -1] {
            #expect(
                throws: FledgeError(
                    .usage, "the maximum length leaves no room for a text beside the special tokens",
                    expected: "at least 3", found: "\(wish)")
            ) { try limit(requested: wish) }
        }
    }
}
