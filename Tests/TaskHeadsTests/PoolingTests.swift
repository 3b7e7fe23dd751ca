import Encoders
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct PoolingModeTests {
    static let vectors: [(mode: PoolingMode, expected: [Float])] = [
        (.mean, [3, 2.0 / 3, 7, 8]), (.cls, [1, 2, 7, 8]), (.max, [5, 4, 7, 8]),
        (.meanSqrtLength, [9 / 3.0.squareRoot(), 2 / 3.0.squareRoot(), 7, 8].map { Float($0) }),
        (.weightedMean, [20.0 / 6, 6.0 / 6, 7, 8]), (.lastToken, [3, 4, 7, 8]),
    ]

    @Test(arguments: vectors)
    func `each sequence becomes one vector`(mode: PoolingMode, expected: [Float]) {
        var batch = TokenBatch()
        batch.append(ids: [1, 2, 3])
        batch.append(ids: [4])
        let arena = Arena()
        let hidden = arena.matrix(rows: 4, columns: 2)
        _ = hidden.elements.update(from: [1, 2, 5, -4, 3, 4, 7, 8])
        let pooled = mode.pool(hidden, batch, arena: arena)
        #expect((pooled.rows, pooled.columns) == (2, 2))
        #expect(largestDifference(pooled.elements, expected) <= 1e-6)
    }

    /// The first token belongs to a prompt; of the second sequence, which has no other tokens, the last token is kept.
    @Test(
        arguments: [
            (PoolingMode.mean, [4, 0, 7, 8]), (.cls, [5, -4, 7, 8]), (.max, [5, 4, 7, 8]),
            (.weightedMean, [3.8, 0.8, 7, 8]), (.lastToken, [3, 4, 7, 8]),
        ] as [(PoolingMode, [Float])])
    func `the tokens of a prompt are left out`(mode: PoolingMode, expected: [Float]) {
        var batch = TokenBatch()
        batch.append(ids: [1, 2, 3])
        batch.append(ids: [4])
        let arena = Arena()
        let hidden = arena.matrix(rows: 4, columns: 2)
        _ = hidden.elements.update(from: [1, 2, 5, -4, 3, 4, 7, 8])
        let pooled = mode.pool(hidden, batch, skippedTokens: 1, arena: arena)
        #expect(largestDifference(pooled.elements, expected) <= 1e-6)
    }
}

struct SentencePoolingTests {
    private static let transformer = #"{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}"#
    private static let pooling = #"{"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}"#
    private static let normalize = #"{"idx": 2, "path": "2_N", "type": "sentence_transformers.models.Normalize"}"#

    private func directory(modules: [String], pooling: String?) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.write("modules.json", "[" + modules.joined(separator: ",") + "]")
        if let pooling { try directory.write("1_Pooling/config.json", pooling) }
        return directory
    }

    @Test(arguments: [
        (#"{"word_embedding_dimension": 384, "pooling_mode_mean_tokens": true}"#, PoolingMode.mean),
        (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, .cls),
        (#"{"pooling_mode_max_tokens": true}"#, .max),
        (#"{"embedding_dimension": 384, "pooling_mode": "mean"}"#, .mean),
        (#"{"pooling_mode": "cls"}"#, .cls),
        (#"{"pooling_mode": ["max"]}"#, .max), (#"{"pooling_mode": "lasttoken"}"#, .lastToken),
        (#"{"pooling_mode_weightedmean_tokens": true}"#, .weightedMean),
        (#"{"pooling_mode_mean_sqrt_len_tokens": true}"#, .meanSqrtLength),
    ])
    func `both schemas are read`(configuration: String, mode: PoolingMode) throws {
        let plain = try directory(modules: [Self.transformer, Self.pooling], pooling: configuration)
        #expect(try SentencePooling(directory: plain.path) == SentencePooling(mode: mode, normalizes: false))
        let normalized = try directory(
            modules: [Self.transformer, Self.pooling, Self.normalize], pooling: configuration)
        #expect(try SentencePooling(directory: normalized.path) == SentencePooling(mode: mode, normalizes: true))
    }

    @Test func `linear modules and prompts are read`() throws {
        let dense = #"{"idx": 2, "path": "2_Dense", "type": "sentence_transformers.models.Dense"}"#
        let directory = try directory(
            modules: [Self.transformer, Self.pooling, dense, Self.normalize],
            pooling: #"{"pooling_mode": "mean", "include_prompt": false}"#)
        let expected = SentencePooling(steps: [
            .pooling([.mean], includesPrompt: false), SentenceStep(.dense(directory: "\(directory.path)/2_Dense")),
            .normalize,
        ])
        #expect(try SentencePooling(directory: directory.path) == expected)
    }

    @Test func `without modules the pooling is not guessed`() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: FledgeError.self) { try SentencePooling(directory: directory.path) }
        #expect(
            error?.description == """
                \(directory.path): nothing says how token vectors become one embedding
                  expected: modules.json and a pooling configuration, as sentence-transformers writes them
                  found:    no modules.json
                  try:      name the pooling yourself, for instance with --pooling mean
                """)
    }

    @Test func `modules without pooling are an error`() throws {
        let directory = try directory(modules: [Self.transformer], pooling: nil)
        let error = #expect(throws: FledgeError.self) { try SentencePooling(directory: directory.path) }
        #expect(
            error?.description == """
                \(directory.path)/modules.json: no pooling module is listed
                  expected: a module of type Pooling
                  found:    1 module
                  try:      name the pooling yourself, for instance with --pooling mean
                """)
    }

    @Test func `an unknown module is an error`() throws {
        let recurrent = #"{"idx": 2, "path": "2_LSTM", "type": "sentence_transformers.models.LSTM"}"#
        let directory = try directory(
            modules: [Self.transformer, Self.pooling, recurrent], pooling: #"{"pooling_mode": "mean"}"#)
        let error = #expect(throws: FledgeError.self) { try SentencePooling(directory: directory.path) }
        #expect(
            error?.description == """
                \(directory.path)/modules.json: a module of this type is not supported
                  expected: Transformer, and after it Pooling, Dense, LayerNorm, Dropout or Normalize of \
                sentence_transformers
                  found:    sentence_transformers.models.LSTM
                """)
    }

    @Test(arguments: [
        (#"{"pooling_mode": ["mean", "max"]}"#, [PoolingMode.mean, .max]),
        (#"{"pooling_mode": ["lasttoken", "cls", "mean_sqrt_len_tokens"]}"#, [.lastToken, .cls, .meanSqrtLength]),
        (#"{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}"#, [.cls, .mean]),
        (#"{"pooling_mode_lasttoken": true, "pooling_mode_max_tokens": true}"#, [.max, .lastToken]),
        (#"{"pooling_mode_cls_token": false, "word_embedding_dimension": 384}"#, [.mean]),
        (#"{"pooling_mode": "cls", "pooling_mode_max_tokens": true}"#, [.cls]),
    ])
    func `several ways of pooling keep their order`(configuration: String, modes: [PoolingMode]) throws {
        let directory = try directory(modules: [Self.transformer, Self.pooling], pooling: configuration)
        #expect(try SentencePooling(directory: directory.path) == SentencePooling(modes: modes, normalizes: false))
    }

    @Test(arguments: [
        (#"{"pooling_mode": "median"}"#, "median"), (#"{"pooling_mode": ["mean", "median"]}"#, "median"),
        (#"{"pooling_mode_first_and_last": true, "pooling_mode_mean_tokens": true}"#, "first_and_last"), ("{}", "none"),
    ])
    func `other ways of pooling are an error`(configuration: String, found: String) throws {
        let directory = try directory(modules: [Self.transformer, Self.pooling], pooling: configuration)
        let error = #expect(throws: FledgeError.self) { try SentencePooling(directory: directory.path) }
        #expect(
            error?.description == """
                \(directory.path)/1_Pooling/config.json: this way of pooling is not supported
                  expected: one or several of mean, cls, max, mean_sqrt_len, weightedmean, lasttoken
                  found:    \(found)
                """)
    }
}
