import InputOutput
import TaskHeads
import Tokenization

/// Pieces or words with one tag each, computed from the probabilities of pieces.
struct PieceAggregation {
    /// A piece or a word.
    struct Unit {
        let bytes: Range<Int>
        let tag: Int
        let score: Float
    }

    private(set) var units: [Unit] = []

    /// - Parameter logits: For each window, the scores of its tokens, `[tokens, tags]`.
    init(_ aggregation: EntityAggregation, _ text: WindowedText, logits: some Sequence<[Float]>, tagCount: Int) {
        for (window, logits) in zip(text.windows, logits) {
            func probabilities(_ token: Int) -> [Float] {
                CrossEntropy.probabilities(logits: Array(logits[token * tagCount..<(token + 1) * tagCount]))
            }
            func unit(_ tokens: Range<Int>, _ scores: [Float]) -> Unit {
                let tag = scores.indexOfLargest ?? 0
                let start = window.alignment[tokens.lowerBound].byteRange.lowerBound
                return Unit(
                    bytes: start..<window.alignment[tokens.upperBound - 1].byteRange.upperBound, tag: tag,
                    score: scores[tag])
            }
            for word in window.words {
                let pieces = word.tokens
                switch aggregation {
                case .decoded: preconditionFailure("sequences are decoded from the scores of words")
                case .none, .simple:
                    for piece in pieces { units.append(unit(piece..<piece + 1, probabilities(piece))) }
                case .first:
                    units.append(unit(pieces, probabilities(pieces.lowerBound)))
                case .average:
                    var sums = [Float](repeating: 0, count: tagCount)
                    for piece in pieces {
                        for (tag, probability) in probabilities(piece).enumerated() { sums[tag] += probability }
                    }
                    units.append(unit(pieces, sums.map { $0 / Float(pieces.count) }))
                case .max:
                    let all = pieces.map(probabilities)
                    let surest = all.map { $0.max() ?? 0 }.indexOfLargest ?? 0
                    units.append(unit(pieces, all[surest]))
                }
            }
        }
    }
}
