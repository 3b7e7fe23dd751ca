/// Lists that say of each label with 1 or 0 whether a row has it.
enum LabelMask {
    /// The number of labels where all lists are masks of the same length; `nil` where one is not.
    static func width(of lists: [WrittenList?]) -> Int? {
        guard let width = lists.first??.elements.count, width > 1,
            lists.allSatisfy({ $0?.elements.count == width && $0?.mask != nil })
        else { return nil }
        return width
    }

    /// Whether a label is 0 or 1 as masks have it; `nil` for anything else.
    static func isSet(_ text: String) -> Bool? {
        switch LabelIdentity.value(text) {
        case "1", "true": true
        case "0", "false": false
        default: nil
        }
    }
}

extension WrittenList {
    /// The places of the ones, from 0; `nil` where an element is neither 0 nor 1.
    var mask: [Int]? {
        let marks = texts.map(LabelMask.isSet)
        return marks.contains(nil) ? nil : marks.indices.filter { marks[$0] == true }
    }
}
