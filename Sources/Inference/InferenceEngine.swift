package import Encoders
import InputOutput
package import TensorKernels
package import Tokenization

/// A model's outputs for texts, in order.
package struct EngineRows: Sendable {
    /// The row of the model's output for each text.
    package let rows: [[Float]]
    /// The number of tokens of each text that the model read, including special ones.
    package let tokenCounts: [Int]
    /// For each text, true if it was too long and was truncated.
    package let wereCut: [Bool]

    package var truncatedCount: Int { wereCut.count { $0 } }
}

/// Runs texts through a model.
package final class InferenceEngine: Sendable {
    package let tokenizer: Tokenizer
    package let limit: LengthLimit
    private let encoder: EncoderConfiguration
    /// Runs encoded sequences.
    package let passes: SequencePasses
    private let parameters: ParameterStore
    private let path: String
    /// The options for encoding texts.
    let options: EncodingOptions

    /// - Parameters:
    ///   - path: The origin of the parameters, for error messages.
    ///   - addsSpecialTokens: True if special tokens are added to texts.
    package init(
        tokenizer: Tokenizer, limit: LengthLimit, encoder: TransformerEncoder, parameters: ParameterStore,
        path: String, precision: Precision, addsSpecialTokens: Bool = true, team: ThreadTeam
    ) {
        options = EncodingOptions(maximumLength: limit.tokens, addsSpecialTokens: addsSpecialTokens)
        self.encoder = encoder.configuration
        self.tokenizer = tokenizer
        self.limit = limit
        self.parameters = parameters
        self.path = path
        passes = SequencePasses(
            parameters: parameters, packed: PackedWeights(precision, encoder.shapes, of: parameters, on: team),
            team: team)
    }

    /// Encodes the texts and passes them to `pass` in batches.
    ///
    /// - Parameters:
    ///   - pairs: The second text of each pair, if the texts are pairs.
    ///   - pass: Receives a batch and returns a matrix with one row per sequence; it is called on several threads at
    ///     once.
    /// - Throws: `FledgeError` if the model has no embeddings for a token type, a text has no tokens, or the model's
    ///   outputs are not finite numbers.
    package func rows(
        _ texts: [String], pairs: [String?]? = nil, pass: (TokenBatch, PassContext) -> Matrix
    ) throws -> EngineRows {
        let encodings = try tokenizer.encodeBatch(texts, pairs: pairs, options: options)
        try Encoding.requireTokens(in: encodings)
        try encoder.requireFits(typeIDs: encodings.lazy.flatMap { $0.modelTypeIDs ?? [] })
        let tokenCounts = encodings.map(\.ids.count)
        let rows = try rows(
            tokenCounts: tokenCounts,
            append: { $1.append(ids: encodings[$0].ids, typeIDs: encodings[$0].modelTypeIDs) }, pass: pass)
        return EngineRows(
            rows: rows, tokenCounts: tokenCounts, wereCut: encodings.map { $0.truncatedTokenCount > 0 })
    }

    /// Returns the model's outputs for encoded sequences, as ``SequencePasses`` does.
    ///
    /// - Throws: `FledgeError` if they are not finite numbers.
    func rows(
        tokenCounts: [Int], append: (_ sequence: Int, _ batch: inout TokenBatch) -> Void,
        unit: SequencePasses.Unit = .sequence, pass: (TokenBatch, PassContext) -> Matrix
    ) throws -> [[Float]] {
        let rows = try passes.rows(tokenCounts: tokenCounts, append: append, unit: unit, pass: pass)
        guard rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw notFinite() }
        return rows
    }

    private func notFinite() -> FledgeError {
        guard let name = parameters.firstNameWithoutFiniteValues() else {
            return FledgeError(
                .data, at: path, "the model's values grow beyond single precision on these texts",
                advice: "check that the checkpoint and its config.json belong together")
        }
        return FledgeError(
            .data, at: path, "the tensor \(name) holds values that are not finite numbers",
            advice: "the checkpoint is damaged, or its training diverged: fetch or train it anew")
    }
}
