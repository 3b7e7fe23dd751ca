import Tokenization

extension ModelBenchmark {
    /// How fast many texts are encoded. Tokens are those that the model sees: special ones included, cut ones not.
    package struct EncodingSpeed: Sendable, Encodable {
        package let texts: Int
        package let tokens: Int
        package let longestText: Int
        package let truncatedTexts: Int
        /// From texts to results.
        package let seconds: Spread
        /// The part of it that turns texts into ids, measured by itself.
        package let tokenizationSeconds: Spread
        package let textsPerSecond: Spread
        package let tokensPerSecond: Spread
        /// The speed in the time that tokenization leaves.
        package let tokensPerSecondWithoutTokenization: Spread
    }

    /// How many texts are handed over at once: as many as the commands do.
    private static let textsPerCall = 512

    /// Encodes all texts in every round, after one round to warm up.
    ///
    /// - Parameter texts: At least one.
    package func encodingSpeed(_ texts: [String]) throws -> EncodingSpeed {
        let calls = stride(from: 0, to: texts.count, by: Self.textsPerCall).map {
            Array(texts[$0..<min($0 + Self.textsPerCall, texts.count)])
        }
        let encodings = try calls.map(subject.tokenize)
        let counts = encodings.flatMap(\.counts)
        let tokens = counts.reduce(0, +)
        var (totals, tokenizations): ([Double], [Double]) = ([], [])
        for round in 0...rounds {
            var (total, tokenization, done) = (0.0, 0.0, round * texts.count)
            for call in calls {
                tokenization += try seconds { try subject.tokenize(call) }
                total += try seconds { try subject.run(call) }
                done += call.count
                try progress("encoding texts", done, (rounds + 1) * texts.count)
            }
            guard round > 0 else { continue }
            totals.append(total)
            tokenizations.append(tokenization)
        }
        return EncodingSpeed(
            texts: texts.count, tokens: tokens, longestText: counts.max() ?? 0,
            truncatedTexts: encodings.reduce(0) { $0 + $1.truncatedTexts },
            seconds: Spread(totals), tokenizationSeconds: Spread(tokenizations),
            textsPerSecond: Spread(totals.map { Double(texts.count) / $0 }),
            tokensPerSecond: Spread(totals.map { Double(tokens) / $0 }),
            tokensPerSecondWithoutTokenization: Spread(
                zip(totals, tokenizations).map { Double(tokens) / remainder(of: $0, without: $1) }))
    }

    /// What is left of a time without a part of it that was measured at another moment.
    func remainder(of total: Double, without part: Double) -> Double { max(total - part, total * 1e-3) }
}
