package import Encoders
import Synchronization
package import TensorKernels
package import Tokenization

/// Runs texts through a model in batches without padding; one at a time, whoever calls.
package final class InferenceEngine: Sendable {
    package let tokenizer: Tokenizer
    package let limit: LengthLimit
    private let encoder: EncoderConfiguration
    private let parameters: ParameterStore
    private let team: ThreadTeam
    private let memory = Mutex(Memory())

    private struct Memory: @unchecked Sendable {
        let arena = Arena()
    }

    /// The most tokens of one pass: enough to keep all processors busy, few enough to stay in their caches.
    private static let tokensPerPass = 2048

    package init(
        tokenizer: Tokenizer, limit: LengthLimit, encoder: EncoderConfiguration, parameters: ParameterStore,
        team: ThreadTeam
    ) {
        self.encoder = encoder
        self.tokenizer = tokenizer
        self.limit = limit
        self.parameters = parameters
        self.team = team
    }

    /// Encodes the texts and hands them to `pass`, some at a time.
    ///
    /// - Parameters:
    ///   - pairs: The second text of each, where the texts are pairs.
    ///   - pass: Gets a batch and returns a matrix with one row for each sequence.
    /// - Returns: The rows in the order of the texts, and the number of texts that were cut.
    package func rows(
        _ texts: [String], pairs: [String?]? = nil, pass: (TokenBatch, PassContext) -> Matrix
    ) throws -> (rows: [[Float]], truncatedCount: Int) {
        let encodings = try tokenizer.encodeBatch(
            texts, pairs: pairs, options: EncodingOptions(maximumLength: limit.tokens))
        var rows: [[Float]] = []
        rows.reserveCapacity(texts.count)
        var first = 0
        while first < encodings.count {
            var batch = TokenBatch()
            var next = first
            while next < encodings.count,
                next == first || batch.tokenCount + encodings[next].ids.count <= InferenceEngine.tokensPerPass
            {
                batch.append(ids: encodings[next].ids, typeIDs: encodings[next].typeIDs)
                next += 1
            }
            try encoder.requireFits(typeIDs: batch.typeIDs)
            rows += memory.withLock { memory in
                memory.arena.reset()
                let context = PassContext(parameters: parameters, arena: memory.arena, team: team)
                let result = pass(batch, context)
                return (0..<result.rows).map { Array(result.rows($0..<$0 + 1).elements) }
            }
            first = next
        }
        return (rows, encodings.count { $0.truncatedTokenCount > 0 })
    }
}
