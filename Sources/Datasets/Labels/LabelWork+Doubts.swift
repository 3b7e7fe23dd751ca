import InputOutput

extension LabelWork {
    /// Reports names that may not mean what was intended.
    mutating func findDoubtfulNames(_ kind: LabelKind) {
        findSimilarNames()
        findMissingValues()
        findObjects()
        guard kind == .single else { return }
        findSeveralLabels()
        findDates()
        findTooMany()
    }

    /// The written labels that stand for some names.
    func labels(_ wanted: some Sequence<String>) -> [WrittenLabel] {
        let wanted = Set(wanted)
        return zip(written, names).filter { !wanted.isDisjoint(with: $0.1) }.map(\.0)
    }

    private mutating func findSimilarNames() {
        let groups = Dictionary(grouping: Set(names.joined()), by: LabelIdentity.folded).values
            .filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
        guard !groups.isEmpty else { return }
        let shown = groups.prefix(3).map { $0.map { "\"\(Spelling.shortened($0))\"" }.joined(separator: " and ") }
            .joined(separator: ", ")
        let rest = groups.count > 3 ? " and \(groups.count - 3) more" : ""
        find(
            .similarLabels, labels(groups.joined()),
            "the labels \(shown)\(rest) differ only in capitals or white space, but are classes of their own")
    }

    /// The spellings of missing values in pandas and other programs.
    private static let missingValues: Set = [
        "nan", "NaN", "NAN", "None", "null", "NULL", "NA", "N/A", "n/a", "<NA>", "NaT", "#N/A",
    ]

    private mutating func findMissingValues() {
        let found = Set(names.joined()).intersection(Self.missingValues).sorted()
        guard !found.isEmpty else { return }
        let labels = labels(found)
        let shown = found.map { "\"\($0)\"" }.joined(separator: ", ")
        find(.missingValues, labels, "the label \(shown) looks like a missing value, but is a class")
    }

    private mutating func findObjects() {
        let found = names.joined().filter(WrittenList.looksNested)
        let labels = labels(found)
        guard let example = first(labels) else { return }
        find(
            .labelObjects, labels,
            "labels such as \(Spelling.shortened(example.text)) look like objects that a program wrote as text, and are "
                + "taken whole: give the label a column of its own, or choose the task entities for spans")
    }

    private mutating func findSeveralLabels() {
        let whole = names.compactMap(\.first)
        let barred = written.filter { $0.text.contains(LabelList.separator) }
        var composites = barred
        if barred.isEmpty, let found = LabelSeparator(detectedIn: whole), found.isCertain {
            composites = zip(written, whole).filter { LabelSeparator.parts(of: $0.1, found.text).count > 1 }.map(\.0)
        }
        guard let example = first(composites) else { return }
        let areNumbers = whole.allSatisfy(DecimalComma.isNumber) && example.text.contains(",")
        find(
            .severalLabels, composites,
            "labels such as \"\(Spelling.shortened(example.text))\" look like "
                + (areNumbers
                    ? "numbers with a decimal comma, which the tasks regression and ordinal read, or several labels"
                    : "several labels") + ": the task multi-label is for those")
    }

    private mutating func findDates() {
        let whole = names.compactMap(\.first)
        guard whole.count > 1, whole.allSatisfy(Self.isDate) else { return }
        find(.dates, written, "all labels are dates, such as \(written[0].text): is this the column of the labels?")
    }

    /// Tells whether a text looks like a date: `2024-05-31`, `31.5.2024`, `5/31/24`, also with a time.
    private static func isDate(_ text: String) -> Bool {
        let day = text.split { $0 == " " || $0 == "T" }.first ?? ""
        for separator in "-./" {
            let parts = day.split(separator: separator, omittingEmptySubsequences: false)
            if parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) && Int($0) != nil }) { return true }
        }
        return false
    }

    private mutating func findTooMany() {
        let count = Set(names.joined()).count
        let rows = written.reduce(0) { $0 + $1.count }
        guard count >= 20, count * 2 > rows else { return }
        let areNumbers = names.joined().allSatisfy { NumberText($0) != nil }
        find(
            .manyLabels, written,
            "\(rows.counted("row")) have \(count) different labels: "
                + (areNumbers ? "the task regression is for numbers" : "is this the column of the labels?"))
    }
}
