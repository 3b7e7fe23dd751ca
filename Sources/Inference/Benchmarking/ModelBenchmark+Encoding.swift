import Tokenization

extension ModelBenchmark {
    /// The speed of encoding many texts. Tokens are counted as the model sees them: with special tokens, after
    /// truncation.
    package struct EncodingSpeed: Sendable, Encodable {
        package let texts: Int
        package let tokens: Int
        package let longestText: Int
        package let truncatedTexts: Int
        /// The total time from texts to results.
        package let seconds: Spread
        /// The tokenization time, measured separately.
        package let tokenizationSeconds: Spread
        package let textsPerSecond: Spread
        package let tokensPerSecond: Spread
        /// The speed without the tokenization time.
        package let tokensPerSecondWithoutTokenization: Spread
    }

    /// The number of texts per call, the same as in the commands.
    private static let textsPerCall = 512

    /// Encodes all texts in every round, after one warmup round.
    ///
    /// - Parameter texts: At least one text.
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

    /// The remainder of a time after subtracting a part that was measured separately.
    func remainder(of total: Double, without part: Double) -> Double { max(total - part, total * 1e-3) }
}
