import InputOutput

/// Statistics of text lengths in tokens, collected from encodings.
public struct TokenizationSummary: Sendable {
    /// The number of ill-formed byte sequences that were replaced, if the caller counts them.
    public var replacementCount = 0

    private let unknownID: Int32
    private var lengths: [Int] = []
    private var byteCount = 0
    private var tokenCount = 0
    private var unknownCount = 0
    private var truncatedTextCount = 0
    private var truncatedTokenCount = 0
    private var duration = Duration.zero

    public init(_ tokenizer: Tokenizer) {
        unknownID = tokenizer.model.unknownID
    }

    /// Adds encodings.
    ///
    /// - Parameter duration: The duration of the encoding.
    public mutating func add(
        _ encodings: [Encoding], of texts: [String], pairs: [String?]? = nil, in duration: Duration
    ) {
        self.duration += duration
        byteCount += texts.reduce(0) { $0 + $1.utf8.count }
        byteCount += pairs?.reduce(0) { $0 + ($1?.utf8.count ?? 0) } ?? 0
        for encoding in encodings {
            lengths.append(encoding.ids.count + encoding.truncatedTokenCount)
            tokenCount += encoding.ids.count
            unknownCount += encoding.ids.count { $0 == unknownID }
            if encoding.truncatedTokenCount > 0 { truncatedTextCount += 1 }
            truncatedTokenCount += encoding.truncatedTokenCount
        }
    }

    /// The statistics so far.
    public var report: Report {
        let sorted = lengths.sorted()
        func quantile(_ share: Double) -> Int {
            sorted.isEmpty ? 0 : sorted[min(Int((Double(sorted.count) * share).rounded(.up)), sorted.count) - 1]
        }
        let seconds = duration.seconds
        return Report(
            texts: lengths.count, bytes: byteCount, tokens: tokenCount, unknownTokens: unknownCount,
            truncatedTexts: truncatedTextCount, truncatedTokens: truncatedTokenCount,
            replacedSequences: replacementCount,
            meanLength: lengths.isEmpty ? 0 : Double(lengths.reduce(0, +)) / Double(lengths.count),
            medianLength: quantile(0.5), length90: quantile(0.9), length95: quantile(0.95),
            length99: quantile(0.99), longest: sorted.last ?? 0, seconds: seconds,
            megabytesPerSecond: seconds > 0 ? Double(byteCount) / seconds / 1e6 : 0)
    }

    /// The statistics of a ``TokenizationSummary``. Lengths are in tokens, including special tokens, before truncation.
    public struct Report: Sendable, Encodable {
        public let texts: Int
        /// The size as UTF-8, in bytes.
        public let bytes: Int
        /// The number of tokens, including special tokens but not truncated ones.
        public let tokens: Int
        public let unknownTokens: Int
        public let truncatedTexts: Int
        public let truncatedTokens: Int
        public let replacedSequences: Int
        public let meanLength: Double
        public let medianLength: Int
        /// The length that 90 % of the texts do not exceed, and so on.
        public let length90: Int
        public let length95: Int
        public let length99: Int
        public let longest: Int
        /// The duration of the encoding, excluding reading.
        public let seconds: Double
        public let megabytesPerSecond: Double

        /// The statistics as human-readable lines.
        public var rendered: String {
            let unknown = tokens > 0 ? 100 * Double(unknownTokens) / Double(tokens) : 0
            return """
                \(texts.counted("text")), \(bytes.counted("byte")), \(tokens.counted("token"))
                tokens of a text: mean \(rounded(meanLength)), median \(medianLength), \
                90 % up to \(length90), 95 % up to \(length95), 99 % up to \(length99), longest \(longest)
                unknown: \(unknownTokens.counted("token")) (\(rounded(unknown)) %)
                cut off: \(truncatedTokens.counted("token")) of \(truncatedTexts.counted("text"))
                speed: \(rounded(megabytesPerSecond)) MB/s
                """
        }

        private func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    }
}
