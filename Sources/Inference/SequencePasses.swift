package import Encoders
import Synchronization
package import TensorKernels

/// Takes sequences through a model in batches without padding; one call at a time, whoever calls.
///
/// Threads take whole sequences, some hundred tokens at a time, and meet only at the end; where there is too little for
/// that, all of them share one pass.
package final class SequencePasses: Sendable {
    private let parameters: ParameterStore
    private let packed: PackedWeights?
    private let team: ThreadTeam
    private let memory: Mutex<Memory>

    /// Working memory for each thread.
    private struct Memory: @unchecked Sendable {
        let arenas: [Arena]
    }

    /// Tokens that one thread takes at a time: enough for its products to be fast, few enough to stay in its caches.
    private static let tokensPerThread = 256
    /// With fewer tokens for each thread, all of them share one pass.
    private static let fewestTokensPerThread = 48
    /// The most tokens of a pass that all threads share.
    private static let tokensPerSharedPass = 2048

    /// - Parameter packed: The parameters in reduced precision; `nil` to compute in single precision.
    package init(parameters: ParameterStore, packed: PackedWeights?, team: ThreadTeam) {
        self.parameters = parameters
        self.packed = packed
        self.team = team
        memory = Mutex(Memory(arenas: (0..<team.count).map { _ in Arena() }))
    }

    /// What a model gives a row for.
    package enum Unit: Sendable {
        case sequence, token
    }

    /// What the model gives for each sequence.
    ///
    /// - Parameters:
    ///   - tokenCounts: The number of tokens of each sequence.
    ///   - append: Appends a sequence, by its number, to a batch.
    ///   - unit: What the rows of `pass` are for; those of a sequence's tokens are put one after the other.
    ///   - pass: Gets a batch and returns a matrix with one row for each unit; several threads call it at once.
    ///   - progress: Told the number of sequences that are done, on the calling thread.
    ///   - shouldStop: Asked before each pass, on several threads.
    /// - Throws: `CancellationError` where `shouldStop` says so.
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
                    // The first thread of a team is the caller's.
                    if thread == 0 { progress(done.load(ordering: .relaxed)) }
                }
            }
        }
        let rows = results.withLock { $0.flatMap(\.self) }
        guard rows.count == tokenCounts.count else { throw CancellationError() }
        return rows
    }

    /// The sequences in their order, at most so many tokens at a time where they are short enough.
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
