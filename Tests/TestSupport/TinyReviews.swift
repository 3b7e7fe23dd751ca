/// Sentences made of the words of ``TinyModel``, whose label depends on one of their words.
public enum TinyReviews {
    /// A text and its label.
    public struct Row: Sendable, Equatable {
        public var text: String
        public var label: String

        public init(text: String, label: String) {
            self.text = text
            self.label = label
        }
    }

    /// The label of each decisive word, in the order of the labels' names.
    private static let words = [("bad", "negative"), ("fine", "neutral"), ("good", "positive")]

    /// All labels, sorted as training sorts them.
    public static let labels = words.map(\.1)

    /// Rows that cycle through all labels; a different `offset` gives different sentences.
    public static func rows(_ count: Int, offset: Int = 0) -> [Row] {
        let things = ["film", "soup", "room", "train", "book", "walk", "talk"]
        let amounts = ["", "so ", "very ", "rather "]
        let endings = ["", " today", " here", " again", " and so is this one", " and it is very here today"]
        return (offset..<offset + count).map { index in
            let (word, label) = words[index % 3]
            let place = index / 3
            let text = "the \(things[place % 7]) was \(amounts[place % 4])\(word)\(endings[place / 3 % 6])"
            return Row(text: text, label: label)
        }
    }

    /// The rows as TSV with a header line.
    public static func tsv(_ rows: [Row]) -> String {
        "text\tlabel\n" + rows.map { "\($0.text)\t\($0.label)\n" }.joined()
    }

    /// The rows as JSON Lines.
    public static func jsonLines(_ rows: [Row]) -> String {
        rows.map { "{\"text\": \"\($0.text)\", \"label\": \"\($0.label)\"}\n" }.joined()
    }
}
