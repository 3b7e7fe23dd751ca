import InputOutput
import Tokenization

extension ModelBenchmark {
    /// The time per token in calls with a number of texts of the same length.
    package struct ScalingCell: Sendable, Encodable {
        /// The tokens of each text, including special tokens.
        package let length: Int
        /// The texts per call.
        package let batch: Int
        /// The calls per round.
        package let calls: Int
        package let millisecondsPerToken: Spread
        package let millisecondsPerTokenWithoutTokenization: Spread
    }

    /// The minimum time per cell and round, in seconds, so that short calls are timed as exactly as long ones.
    private static let leastSeconds = 0.05
    /// The maximum number of tokens per call.
    private static let mostTokens = 1 << 20

    /// Powers of two, up to the model's length limit.
    package var usualLengths: [Int] {
        let lengths = [8, 16, 32, 64, 128, 256, 512].filter { $0 <= subject.lengthLimit.tokens }
        return lengths.isEmpty ? [subject.lengthLimit.tokens] : lengths
    }

    /// Measures every length with every batch size, all of them in each round, after one warmup round.
    ///
    /// - Throws: `FledgeError` with category `usage` for a length that no text of this model can have, and for a call
    ///   with more than a million tokens.
    package func scaling(lengths: [Int], batches: [Int]) throws -> [ScalingCell] {
        for length in lengths {
            try requireReachable(length)
            for batch in batches { try requireModerate(length: length, batch: batch) }
        }
        let words = try WordSupply(subject.tokenizer)
        let cells = try lengths.flatMap { length in
            try batches.map { Cell(length: length, texts: try words.texts($0, ofLength: length)) }
        }
        for round in 0...rounds {
            for (number, cell) in cells.enumerated() {
                try measure(cell, isWarmUp: round == 0)
                let done = round * cells.count + number + 1
                try progress("encoding texts of each length", done, (rounds + 1) * cells.count)
            }
        }
        return cells.map { cell in
            let tokens = Double(cell.length * cell.texts.count)
            return ScalingCell(
                length: cell.length, batch: cell.texts.count, calls: cell.calls,
                millisecondsPerToken: Spread(cell.totals.map { $0 * 1e3 / tokens }),
                millisecondsPerTokenWithoutTokenization: Spread(
                    zip(cell.totals, cell.tokenizations).map { remainder(of: $0, without: $1) * 1e3 / tokens }))
        }
    }

    private func requireModerate(length: Int, batch: Int) throws {
        guard batch > Self.mostTokens / length else { return }
        throw FledgeError(
            .usage, "a call would have too many tokens", expected: "at most \(Self.mostTokens)",
            found: "\(batch) texts of \(length)")
    }

    /// A cell during measurement.
    private final class Cell {
        let length: Int
        let texts: [String]
        var calls = 1
        /// The seconds per call in each round.
        var totals: [Double] = []
        var tokenizations: [Double] = []

        init(length: Int, texts: [String]) {
            self.length = length
            self.texts = texts
        }
    }

    private func measure(_ cell: Cell, isWarmUp: Bool) throws {
        let total = try seconds { for _ in 0..<cell.calls { try subject.run(cell.texts) } }
        let tokenization = try seconds { for _ in 0..<cell.calls { try subject.tokenize(cell.texts) } }
        if isWarmUp {
            // The first call of a size also allocates memory: a second one shows how long later calls take.
            let second = total < Self.leastSeconds ? try seconds { try subject.run(cell.texts) } : total
            cell.calls = max(1, Int((Self.leastSeconds / max(second, 1e-6)).rounded(.up)))
            return
        }
        cell.totals.append(total / Double(cell.calls))
        cell.tokenizations.append(tokenization / Double(cell.calls))
    }

    private func requireReachable(_ length: Int) throws {
        let least = subject.tokenizer.specialTokenCount() + 1
        guard length >= least else {
            throw FledgeError(
                .usage, "the length leaves no room for a text beside the special tokens",
                expected: "at least \(least)", found: "\(length)")
        }
        guard length <= subject.lengthLimit.tokens else {
            throw FledgeError(
                .usage, "the length exceeds the most tokens of a text",
                expected: "at most \(subject.lengthLimit.tokens) (\(subject.lengthLimit.source))", found: "\(length)")
        }
    }
}
