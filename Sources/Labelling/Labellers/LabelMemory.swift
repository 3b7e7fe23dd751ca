import Datasets

/// A bounded cache of recent answers, so that a repeated text is labelled only once.
struct LabelMemory {
    /// The part of a row that a labeller sees.
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
    /// Entries used since the last turnover, and those of the previous period, which are dropped when the recent ones
    /// become too many.
    private var (recent, older): ([Key: Answer], [Key: Answer]) = ([:], [:])
    private var recentBytes = 0

    /// The approximate size of an entry besides its text.
    private static let entryBytes = 200

    /// - Parameter byteLimit: The approximate maximum size of the cache.
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
        // A text this long is unlikely to recur, and a few of them would crowd out the others.
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
