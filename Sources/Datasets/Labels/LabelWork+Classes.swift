import InputOutput

extension LabelWork {
    /// Reads labels, each of which is one class.
    mutating func readClasses(isOrdinal: Bool, _ settings: LabelSettings) throws {
        try readListsOfOne()
        try readFastTextClasses()
        // The named classes of a known model define their own order.
        let isNamed = settings.known?.names.contains { NumberText($0) == nil } ?? false
        let areGrades = isOrdinal && settings.order.isEmpty && !isNamed
        if areGrades, names.joined().allSatisfy(DecimalComma.isNumber) { try readDecimalCommas() }
        mergeSpellings(isOrdinal: isOrdinal)
        if areGrades { try requireNumbers() }
    }

    /// Unwraps labels in lists of one, and turns one-hot lists into classes.
    private mutating func readListsOfOne() throws {
        let lists = written.map { WrittenList($0.text) }
        let listed = zip(written, lists).compactMap { label, list in list.map { (label, $0) } }
        guard let example = first(listed.map(\.0)),
            listed.count == written.count || listed.contains(where: { $0.1.hasQuotes })
        else { return }
        if let width = LabelMask.width(of: lists), lists.allSatisfy({ $0?.mask?.count == 1 }) {
            names = lists.map { list in (list?.mask ?? []).map(String.init) }
            furtherNames = (0..<width).map(String.init)
            return find(
                .oneHotLabels, written,
                "labels such as \(example.text) have a single 1: the class is its place, from 0 to \(width - 1)")
        }
        for (index, list) in lists.enumerated() {
            guard let list, listed.count == written.count || list.hasQuotes else { continue }
            let label = written[index]
            if list.texts.count > 1 {
                throw FledgeError(
                    .data, at: place(label), "the label is a list of \(list.texts.count) labels",
                    expected: "one label for each row", found: Spelling.shortened(label.text),
                    advice: "choose the task multi-label where a row may have several labels")
            }
            guard let name = list.texts.first, !name.isBlank else {
                throw FledgeError(
                    .data, at: place(label), "the label is missing", found: Spelling.shortened(label.text),
                    advice: "label the row or remove it")
            }
            names[index] = [name]
        }
        find(
            .labelLists, listed.map(\.0),
            "labels are lists of one, such as \(Spelling.shortened(example.text)): the label in them is read")
    }

    /// Removes fastText's prefix if all labels have it.
    private mutating func readFastTextClasses() throws {
        guard let labels = FastTextLabels(names) else { return }
        for (index, found) in labels.names.enumerated() where found.count > 1 {
            throw FledgeError(
                .data, at: place(written[index]), "the row has \(found.count) labels",
                expected: "one label for each row", found: Spelling.shortened(written[index].text),
                advice: "choose the task multi-label where a row may have several labels")
        }
        names = labels.names
        find(.fastTextLabels, written, "labels begin with \(FastTextLabels.prefix), which is left out")
    }

    /// Makes one name of names that differ only in how Unicode composes their characters: the one that most rows have.
    mutating func mergeForms() {
        var forms: [String: [ExactText: (count: Int, index: Int)]] = [:]
        for (index, label) in written.enumerated() {
            for name in names[index] where !name.utf8.allSatisfy({ $0 < 0x80 }) {
                forms[name, default: [:]][ExactText(name), default: (0, index)].count += label.count
            }
        }
        let merged = forms.filter { $0.value.count > 1 }.mapValues { forms in
            forms.max { ($0.value.count, $1.value.index) < ($1.value.count, $0.value.index) }?.key.text ?? ""
        }
        guard !merged.isEmpty else { return }
        let shown = merged.values.sorted().prefix(3).map { "\"\(Spelling.shortened($0))\"" }.joined(separator: ", ")
        find(
            .sameValue, labels(merged.keys),
            "the labels \(shown) are written in several Unicode forms (NFC and NFD), and are one class each")
        names = names.map { names in
            var found: Set<String> = []
            return names.map { merged[$0] ?? $0 }.filter { found.insert($0).inserted }
        }
    }

    /// Merges several spellings of one number or Boolean into one class, if all labels are numbers or Booleans.
    mutating func mergeSpellings(isOrdinal: Bool) {
        let all = Set(names.joined())
        let values = LabelIdentity.values(of: all)
        let spellings = Dictionary(grouping: values.keys) { values[$0] ?? "" }.values
            .filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
        guard !spellings.isEmpty else { return }
        let shown = spellings.prefix(3).map { $0.joined(separator: " and ") }.joined(separator: ", ")
        let labels = labels(spellings.joined())
        // Leading zeros may be part of a code.
        let haveZeros = spellings.joined().contains { NumberText($0)?.hasLeadingZeros ?? false }
        // Beside numbers other than 1 and 0, a boolean is not certain to be one of them.
        let isMixed = all.contains { NumberText($0) != nil } && all.contains { LabelIdentity.isBoolean($0) }
        let isCertain = values.count == all.count && (!isMixed || values.values.allSatisfy { $0 == "0" || $0 == "1" })
        guard isCertain, isOrdinal || !haveZeros else {
            return find(
                .sameValue, labels,
                "the labels \(shown) look like the same value in several spellings, but are classes of their own: give "
                    + "them one name (--label-names) if they are the same")
        }
        names = names.map { names in
            var found: Set<String> = []
            return names.map { values[$0] ?? $0 }.filter { found.insert($0).inserted }
        }
        find(.sameValue, labels, "the labels \(shown) are the same value in several spellings, and one class each")
    }

    private func requireNumbers() throws {
        let wrong = names.indices.filter { index in names[index].contains { NumberText($0) == nil } }
        guard let label = first(wrong.map { written[$0] }) else { return }
        throw FledgeError(
            .data, at: place(label), "the label is not a number", expected: "a number, or an order of the labels",
            found: "\"\(Spelling.shortened(label.text))\"",
            advice: DecimalComma.advice(label.text) ?? "name the labels from the lowest to the highest (--label-order)")
    }
}

/// Labels with fastText's prefix.
struct FastTextLabels {
    static let prefix = "__label__"
    /// For each label, its names without the prefix.
    let names: [[String]]

    /// Returns `nil` unless all labels have the prefix.
    init?(_ labels: [[String]]) {
        let words = labels.map { $0.flatMap(Self.words) }
        guard !labels.isEmpty,
            words.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.hasPrefix(Self.prefix) && $0 != Self.prefix } })
        else { return nil }
        names = words.map { $0.map { String($0.dropFirst(Self.prefix.count)) } }
    }

    /// The words of a label, separated by whitespace, or by commas and semicolons before a prefix.
    private static func words(_ label: String) -> [String] {
        var label = label
        for separator in [",", ";"] {
            label = label.replacing("\(separator)\(prefix)", with: " \(prefix)")
        }
        let words = label.split(whereSeparator: \.isWhitespace).map(String.init)
        return words.enumerated().map { index, word in
            // Between words, a comma or semicolon belongs to neither.
            index + 1 < words.count && (word.hasSuffix(",") || word.hasSuffix(";")) ? String(word.dropLast()) : word
        }.filter { !$0.isEmpty }
    }
}
