import Datasets

/// What was said of texts, so that the same text is labelled once: of the latest ones, in bounded memory.
struct LabelMemory {
    /// What a labeller sees of a row.
    struct Key: Hashable {
        let text: String
        let pair: String?

        init(_ row: Row) {
            text = row.text
            pair = row.pair
        }
    }

    struct Answer {
        let values: [LabelValue]
        let tokenCount: Int
        let wasCut: Bool
    }

    private let byteLimit: Int
    /// Texts that were seen since the last turn, and those of the turn before: when the first are many, the second go.
    private var (recent, older): ([Key: Answer], [Key: Answer]) = ([:], [:])
    private var recentBytes = 0

    /// What an entry takes besides its text, about.
    private static let entryBytes = 200

    /// - Parameter byteLimit: About how much memory it may take.
    init(byteLimit: Int) { self.byteLimit = byteLimit }

    subscript(key: Key) -> Answer? {
        mutating get {
            if let answer = recent[key] { return answer }
            guard let answer = older.removeValue(forKey: key) else { return nil }
            keep(answer, for: key)
            return answer
        }
    }

    mutating func keep(_ answer: Answer, for key: Key) {
        let size = key.text.utf8.count + (key.pair?.utf8.count ?? 0) + Self.entryBytes + 40 * answer.values.count
        // A text this long hardly comes again, and a few of them would crowd out the others.
        guard size <= byteLimit / 64 else { return }
        if recentBytes + size > byteLimit / 2 {
            older = recent
            recent = [:]
            recentBytes = 0
        }
        recent[key] = answer
        recentBytes += size
    }
}
