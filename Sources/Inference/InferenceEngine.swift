package import Encoders
import InputOutput
package import TensorKernels
package import Tokenization

/// What a model gives for texts, in their order.
package struct EngineRows: Sendable {
    /// A row of the model's output for each text.
    package let rows: [[Float]]
    /// The number of tokens that the model saw of each, special ones included.
    package let tokenCounts: [Int]
    /// Whether a text was too long and was cut.
    package let wereCut: [Bool]

    package var truncatedCount: Int { wereCut.count { $0 } }
}

/// Runs texts through a model.
package final class InferenceEngine: Sendable {
    package let tokenizer: Tokenizer
    package let limit: LengthLimit
    private let encoder: EncoderConfiguration
    private let passes: SequencePasses
    private let parameters: ParameterStore
    private let path: String
    /// How texts are encoded.
    let options: EncodingOptions

    /// - Parameters:
    ///   - path: Where the parameters come from, for errors.
    ///   - addsSpecialTokens: Whether special tokens are put around texts.
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

    /// Encodes the texts and hands them to `pass`, some at a time.
    ///
    /// - Parameters:
    ///   - pairs: The second text of each, where the texts are pairs.
    ///   - pass: Gets a batch and returns a matrix with one row for each sequence; several threads call it at once.
    /// - Throws: `FledgeError` where the model has no embeddings for a token type, a text has no token, or the model gives what is not a
    ///   number.
    package func rows(
        _ texts: [String], pairs: [String?]? = nil, pass: (TokenBatch, PassContext) -> Matrix
    ) throws -> EngineRows {
        let encodings = try tokenizer.encodeBatch(texts, pairs: pairs, options: options)
        try Encoding.requireTokens(in: encodings)
        try encoder.requireFits(typeIDs: encodings.lazy.flatMap(\.typeIDs))
        let tokenCounts = encodings.map(\.ids.count)
        let rows = try rows(
            tokenCounts: tokenCounts,
            append: { $1.append(ids: encodings[$0].ids, typeIDs: encodings[$0].typeIDs) }, pass: pass)
        return EngineRows(
            rows: rows, tokenCounts: tokenCounts, wereCut: encodings.map { $0.truncatedTokenCount > 0 })
    }

    /// What the model gives for sequences that are encoded, as ``SequencePasses`` does.
    ///
    /// - Throws: `FledgeError` where that is not a number.
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
