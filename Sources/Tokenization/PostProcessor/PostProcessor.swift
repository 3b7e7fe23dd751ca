/// The templates for one text and for a pair, with special tokens and type ids.
public struct PostProcessor: Sendable, Equatable {
    /// A part of a template.
    public enum Part: Sendable, Equatable {
        /// The ids of the first text.
        case first(typeID: Int32)
        /// The ids of the second text.
        case second(typeID: Int32)
        /// Ids that are always inserted.
        case special(ids: [Int32], typeID: Int32)
    }

    /// The template for one text.
    public var single: [Part]
    /// The template for two texts.
    public var pair: [Part]
    /// The trimming of the offsets of tokens with spaces at their ends; `nil` to leave them unchanged.
    public private(set) var offsetTrimming: OffsetTrimming?

    public init(single: [Part], pair: [Part]) {
        self.single = single
        self.pair = pair
    }

    /// `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`, in which B and the last token have type 1.
    static func bert(classID: Int32, separatorID: Int32) -> PostProcessor {
        let single: [Part] = [
            .special(ids: [classID], typeID: 0), .first(typeID: 0), .special(ids: [separatorID], typeID: 0),
        ]
        return PostProcessor(
            single: single, pair: single + [.second(typeID: 1), .special(ids: [separatorID], typeID: 1)])
    }

    /// `<s> A </s>` and `<s> A </s> </s> B </s>`, all of type 0.
    static func roberta(
        classID: Int32, separatorID: Int32, trimming: OffsetTrimming? = OffsetTrimming(keepsFirstBlank: false)
    ) -> PostProcessor {
        let separator = Part.special(ids: [separatorID], typeID: 0)
        let single: [Part] = [.special(ids: [classID], typeID: 0), .first(typeID: 0), separator]
        var result = PostProcessor(single: single, pair: single + [separator, .second(typeID: 0), separator])
        result.offsetTrimming = trimming
        return result
    }

    /// The texts alone, one after the other. Without a post-processor, the reference gives a pair the types 0 and 1.
    static let none = PostProcessor(single: [.first(typeID: 0)], pair: [.first(typeID: 0), .second(typeID: 1)])

}

extension PostProcessor {
    /// Tells whether every token of both templates has type 0.
    var hasTypeZeroOnly: Bool {
        (single + pair).allSatisfy { part in
            switch part {
            case .first(let typeID), .second(let typeID), .special(_, let typeID): typeID == 0
            }
        }
    }

    /// The ids that the templates put around texts, each once, in order of occurrence.
    var specialIDs: [Int32] {
        var result: [Int32] = []
        for case .special(let ids, _) in single + pair {
            for id in ids where !result.contains(id) { result.append(id) }
        }
        return result
    }
}
