import Entities
import Foundation
import TaskHeads
import TensorKernels
import TestSupport

/// All sequences of tags of some length, whose scores are summed one by one.
struct TagSequences {
    let scores: TransitionScores
    /// `[words][tags]`.
    let emissions: [[Double]]

    /// Every sequence that is not forbidden, with the last word's tag changing slowest.
    var all: [[Int]] {
        var sequences: [[Int]] = [[]]
        for _ in emissions {
            sequences = (0..<scores.tagCount).flatMap { tag in sequences.map { $0 + [tag] } }
        }
        return sequences.filter { score($0) > -.infinity }
    }

    func score(_ sequence: [Int]) -> Double {
        guard let first = sequence.first, let last = sequence.last else { return 0 }
        let places = zip(emissions, sequence).map { $0[$1] }
        let neighbours = zip(sequence, sequence.dropFirst()).map { scores.transitions[$0 * scores.tagCount + $1] }
        return (places + neighbours).reduce(scores.starts[first] + scores.ends[last], +)
    }

    /// The logarithm of the sum of the exponentials of all scores.
    var logPartition: Double {
        let scores = all.map(score)
        let largest = scores.max() ?? -.infinity
        return largest + log(scores.reduce(0) { $0 + exp($1 - largest) })
    }

    /// The expected value of a function over all sequences.
    func expectation(_ value: ([Int]) -> Double) -> Double {
        let logPartition = logPartition
        return all.reduce(0) { $0 + exp(score($1) - logPartition) * value($1) }
    }

    /// The best sequence, or the first of several.
    var best: [Int]? {
        var best: (sequence: [Int], score: Double)?
        for sequence in all where best.map({ score(sequence) > $0.score }) ?? true {
            best = (sequence, score(sequence))
        }
        return best?.sequence
    }
}

extension Matrix {
    /// Rows in separate memory.
    init(_ rows: [[Double]], columns: Int, in arena: Arena) {
        self = arena.matrix(rows: rows.count, columns: columns)
        for (number, row) in rows.enumerated() {
            for (column, value) in row.enumerated() { self.row(number)[column] = Float(value) }
        }
    }

    /// The elements in double precision, row after row.
    var doubles: [[Double]] { (0..<rows).map { rows($0..<$0 + 1).elements.map(Double.init) } }
}

extension SeededGenerator {
    /// Numbers that single precision represents exactly.
    mutating func scores(_ count: Int, within bound: Double = 2) -> [Double] {
        (0..<count).map { _ in Double(Float(Double.random(in: -bound...bound, using: &self))) }
    }

    mutating func rows(_ count: Int, columns: Int, within bound: Double = 2) -> [[Double]] {
        (0..<count).map { _ in scores(columns, within: bound) }
    }

    mutating func transitionScores(_ tagCount: Int, within bound: Double = 2) -> TransitionScores {
        TransitionScores(
            starts: scores(tagCount, within: bound), transitions: scores(tagCount * tagCount, within: bound),
            ends: scores(tagCount, within: bound))
    }
}
