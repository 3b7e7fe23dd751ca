package import Encoders
import Synchronization
package import TensorKernels

/// Runs sequences through a model in batches without padding; calls are serialized.
///
/// Threads process whole sequences, a few hundred tokens at a time, and synchronize only at the end; if there is too
/// little work for that, all of them share one pass.
package final class SequencePasses: Sendable {
    private let parameters: ParameterStore
    private let packed: PackedWeights?
    private let team: ThreadTeam
    private let memory: Mutex<Memory>

    /// Working memory for each thread.
    private struct Memory: @unchecked Sendable {
        let arenas: [Arena]
    }

    /// The tokens that one thread processes at a time: enough for fast matrix multiplications, few enough for its
    /// caches.
    private static let tokensPerThread = 256
    /// With fewer tokens per thread, all threads share one pass.
    private static let fewestTokensPerThread = 48
    /// The maximum number of tokens in a shared pass.
    private static let tokensPerSharedPass = 2048

    /// - Parameter packed: The parameters in reduced precision; `nil` to compute in single precision.
    package init(parameters: ParameterStore, packed: PackedWeights?, team: ThreadTeam) {
        self.parameters = parameters
        self.packed = packed
        self.team = team
        memory = Mutex(Memory(arenas: (0..<team.count).map { _ in Arena() }))
    }

    /// The unit that a model outputs a row for.
    package enum Unit: Sendable {
        case sequence, token
    }

    /// Returns the model's output for each sequence.
    ///
    /// - Parameters:
    ///   - tokenCounts: The number of tokens of each sequence.
    ///   - append: Appends a sequence, given its index, to a batch.
    ///   - unit: The unit that the rows of `pass` are for; rows of a sequence's tokens are concatenated.
    ///   - pass: Receives a batch and returns a matrix with one row per unit; it is called on several threads at once.
    ///   - progress: Receives the number of finished sequences, on the calling thread.
    ///   - shouldStop: Called before each pass, on several threads.
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    package func rows(
        tokenCounts: [Int], append: (_ sequence: Int, _ batch: inout TokenBatch) -> Void, unit: Unit = .sequence,
        pass: (TokenBatch, PassContext) -> Matrix, progress: (_ done: Int) -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> [[Float]] {
        let total = tokenCounts.reduce(0, +)
        let isShared =
            team.count == 1 || tokenCounts.count < team.count
            || total < team.count * SequencePasses.fewestTokensPerThread
        let mostTokens =
            isShared
            ? SequencePasses.tokensPerSharedPass
            : min(SequencePasses.tokensPerThread, (total + team.count - 1) / team.count)
        parameters.bringUpToDate()
        let ranges = ranges(tokenCounts, mostTokens: mostTokens)
        let results = Mutex([[[Float]]](repeating: [], count: ranges.count))
        let done = Atomic<Int>(0)
        memory.withLock { memory in
            func compute(_ item: Int, arena: Arena, team: ThreadTeam) {
                guard !shouldStop() else { return }
                var batch = TokenBatch()
                for sequence in ranges[item] { append(sequence, &batch) }
                arena.reset()
                let matrix = pass(batch, PassContext(parameters: parameters, packed: packed, arena: arena, team: team))
                let rows = (0..<batch.sequenceCount).map { sequence in
                    let rows = unit == .token ? batch.tokens(of: sequence) : sequence..<sequence + 1
                    return Array(matrix.rows(rows).elements)
                }
                results.withLock { $0[item] = rows }
                done.add(batch.sequenceCount, ordering: .relaxed)
            }
            if isShared {
                for item in ranges.indices {
                    compute(item, arena: memory.arenas[0], team: team)
                    progress(done.load(ordering: .relaxed))
                }
            } else {
                team.forEach(ranges.count) { thread, item in
                    compute(item, arena: memory.arenas[thread], team: .alone)
                    // The first thread of a team is the caller's thread.
                    if thread == 0 { progress(done.load(ordering: .relaxed)) }
                }
                // Other threads may have finished after the caller's last report.
                progress(done.load(ordering: .relaxed))
            }
        }
        let rows = results.withLock { $0.flatMap(\.self) }
        guard rows.count == tokenCounts.count else { throw CancellationError() }
        return rows
    }

    /// Splits the sequences, in order, into ranges of at most `mostTokens` tokens, unless a single sequence is longer.
    private func ranges(_ tokenCounts: [Int], mostTokens: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var (first, tokens) = (0, 0)
        for (sequence, count) in tokenCounts.enumerated() {
            if sequence > first, tokens + count > mostTokens {
                ranges.append(first..<sequence)
                (first, tokens) = (sequence, 0)
            }
            tokens += count
        }
        if first < tokenCounts.count { ranges.append(first..<tokenCounts.count) }
        return ranges
    }
}
