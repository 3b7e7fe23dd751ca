/// Lists that state for each label with 1 or 0 whether a row has it.
enum LabelMask {
    /// The number of labels if all lists are masks of the same length; otherwise `nil`.
    static func width(of lists: [WrittenList?]) -> Int? {
        guard let width = lists.first??.elements.count, width > 1,
            lists.allSatisfy({ $0?.elements.count == width && $0?.mask != nil })
        else { return nil }
        return width
    }

    /// Tells whether a label is 0 or 1 in the notation of masks; `nil` for anything else.
    static func isSet(_ text: String) -> Bool? {
        switch LabelIdentity.value(text) {
        case "1", "true": true
        case "0", "false": false
        default: nil
        }
    }
}

extension WrittenList {
    /// The indices of the ones, from 0; `nil` if an element is neither 0 nor 1.
    var mask: [Int]? {
        let marks = texts.map(LabelMask.isSet)
        return marks.contains(nil) ? nil : marks.indices.filter { marks[$0] == true }
    }
}
