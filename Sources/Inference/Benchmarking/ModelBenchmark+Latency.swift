import Tokenization

extension ModelBenchmark {
    /// How long the caller waits for one text.
    package struct Latency: Sendable, Encodable {
        /// Which of the texts it is: short, middling or long.
        package let text: String
        package let tokens: Int
        package let calls: Int
        /// From the text to the result: what half of the calls do not exceed, and so on.
        package let millisecondsP50: Double
        package let millisecondsP90: Double
        package let millisecondsP99: Double
        /// The part of it that turns the text into ids, measured by itself.
        package let tokenizationMillisecondsP50: Double
    }

    private static let warmUpCalls = 20
    /// No further call of a text begins after so many seconds.
    private static let patience = 10.0

    /// Encodes a short, a middling and a long text of those given, again and again: those at 5, 50 and 95 % of them by
    /// number of tokens.
    ///
    /// - Parameters:
    ///   - texts: At least one. Texts that stand in several places are measured once.
    ///   - calls: How often each is encoded, unless that takes long.
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
