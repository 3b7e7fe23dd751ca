import Tokenization

extension ModelBenchmark {
    /// The latency of encoding a single text.
    package struct Latency: Sendable, Encodable {
        /// The kind of text: short, middling or long.
        package let text: String
        package let tokens: Int
        package let calls: Int
        /// The percentiles of the time from text to result.
        package let millisecondsP50: Double
        package let millisecondsP90: Double
        package let millisecondsP99: Double
        /// The tokenization time, measured separately.
        package let tokenizationMillisecondsP50: Double
    }

    private static let warmUpCalls = 20
    /// After this many seconds, no further call for a text is started.
    private static let patience = 10.0

    /// Encodes a short, a middling and a long text repeatedly: those at 5, 50 and 95 % of the given texts by number of
    /// tokens.
    ///
    /// - Parameters:
    ///   - texts: At least one text. The same text at several of these places is measured once.
    ///   - calls: The number of times that each is encoded, unless that takes too long.
    package func latencies(_ texts: [String], calls: Int) throws -> [Latency] {
        let sorted = try zip(texts, subject.tokenize(texts).counts).map { (text: $0, tokens: $1) }
            .sorted { $0.tokens < $1.tokens }
        var chosen: [(name: String, text: String, tokens: Int)] = []
        for (name, share) in [("middling", 0.5), ("short", 0.05), ("long", 0.95)] {
            let (text, tokens) = quantile(sorted, share)
            if !chosen.contains(where: { $0.text == text }) { chosen.append((name, text, tokens)) }
        }
        chosen.sort { $0.tokens < $1.tokens }
        return try chosen.enumerated().map { number, choice in
            try latency(choice.name, choice.text, tokens: choice.tokens, calls: calls) { done in
                try progress("encoding single texts", number * calls + done, chosen.count * calls)
            }
        }
    }

    private func latency(
        _ name: String, _ text: String, tokens: Int, calls: Int, didCall: (Int) throws -> Void
    ) throws -> Latency {
        var spent = 0.0
        for _ in 0..<Self.warmUpCalls where spent < Self.patience / 10 {
            spent += try seconds { try subject.run([text]) }
        }
        spent = 0
        var times: [Double] = []
        while times.count < calls, spent < Self.patience {
            times.append(try seconds { try subject.run([text]) })
            spent += times[times.count - 1]
            try didCall(times.count)
        }
        let tokenizations = try times.map { _ in try seconds { try subject.tokenize([text]) } }.sorted()
        times.sort()
        return Latency(
            text: name, tokens: tokens, calls: times.count, millisecondsP50: quantile(times, 0.5) * 1e3,
            millisecondsP90: quantile(times, 0.9) * 1e3, millisecondsP99: quantile(times, 0.99) * 1e3,
            tokenizationMillisecondsP50: quantile(tokenizations, 0.5) * 1e3)
    }
}
