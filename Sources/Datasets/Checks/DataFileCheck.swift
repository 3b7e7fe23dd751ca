public import Entities
public import InputOutput

/// A check of a file of labelled texts: its rows, its labels, its texts, and possible problems with them.
public struct DataFileCheck: Sendable {
    /// Rows that cannot be read for the same reason.
    public struct Rejection: Sendable, Equatable, Encodable {
        /// The reason, without the place.
        public let problem: String
        /// The number of rows.
        public internal(set) var count: Int
        /// The line of the first row, from 1.
        public let line: Int
        /// The advice on how to fix them; `nil` if there is none.
        public let advice: String?
    }

    /// The lengths of texts in characters (Unicode scalars, as Python counts them).
    public struct Lengths: Sendable, Equatable, Encodable {
        public let shortest: Int, median: Int, longest: Int
        public let mean: Double

        init?(_ lengths: [Int]) {
            let sorted = lengths.sorted()
            guard let shortest = sorted.first, let longest = sorted.last else { return nil }
            (self.shortest, self.longest) = (shortest, longest)
            median = sorted[(sorted.count - 1) / 2]
            mean = Double(sorted.reduce(0, +)) / Double(sorted.count)
        }
    }

    /// The number of rows or texts with a label.
    public struct LabelCount: Sendable, Equatable, Encodable {
        public let label: String, count: Int
    }

    /// The path of the file.
    public let file: String
    /// The columns that were read; `nil` for files with entities, and for unreadable files.
    public internal(set) var columns: DataDescription?
    /// The format and contents of a file with entities; `nil` for other files, and for unreadable files.
    public internal(set) var entityReading: EntityFileReading?
    /// The tag scheme of a file with entities; `nil` if its tags do not identify one.
    public internal(set) var scheme: TagScheme?
    /// The number of readable rows; for files with entities, the number of texts.
    public internal(set) var rowCount = 0
    /// The unreadable rows.
    public internal(set) var rejections: [Rejection] = []
    /// The labels, classes or entity types in order; empty for numbers.
    public internal(set) var labels: [LabelCount] = []
    /// The lengths of the texts; `nil` if there are no rows.
    public internal(set) var lengths: Lengths?
    /// The number of rows with the same text and label as an earlier row.
    public internal(set) var repeatedTextCount = 0
    /// The number of rows with the same text as an earlier row but another label.
    public internal(set) var contradictoryTextCount = 0
    /// The findings about the file.
    public internal(set) var findings: [CheckFinding] = []
    /// The reason why the whole file, or its labels, cannot be read.
    public internal(set) var error: FledgeError?
    /// The texts, including both texts of pairs, with the index of each one's first row.
    var texts: [String: Int] = [:]
    /// The interpretation of the labels; `nil` for files with entities, and for unreadable files.
    var labelReading: LabelReading?

    /// The label knowledge that applies to further files; `nil` for numbers, entities and unreadable files.
    package var knownLabels: KnownLabels? {
        labelReading.flatMap { $0.classes.isEmpty ? nil : KnownLabels($0) }
    }

    /// Tells whether all rows can be read.
    public var isReadable: Bool { error == nil && rejections.isEmpty }

    init(file: String) { self.file = file }

    /// Checks a file of texts with labels.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: The format of the file; `nil` for the one that its extension implies.
    ///   - columns: The columns that hold text, pair and labels.
    ///   - kind: The kind of labels.
    ///   - settings: The interpretation of labels.
    public init(
        path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection(), kind: LabelKind,
        settings: LabelSettings = .automatic
    ) {
        self.init(file: path)
        var columns = columns
        if kind == .several { columns.hasSeveralLabels = true }
        do {
            try readRows(format, columns, kind, settings)
        } catch let error as FledgeError {
            self.error = error
        } catch {
            self.error = FledgeError(.software, at: path, "\(error)")
        }
    }

    private mutating func readRows(
        _ format: FileFormat?, _ columns: ColumnSelection, _ kind: LabelKind, _ settings: LabelSettings
    ) throws {
        let reader = try RowReader(path: file, format: format, columns: columns, requiresLabel: true)
        var collector = WrittenLabel.Collector()
        var lengths: [Int] = []
        var repetitions: [Repetition] = []
        defer { self.lengths = Lengths(lengths) }
        while let result = try reader.nextResult() {
            switch result {
            case .rejected(let row): reject(row)
            case .row(let row):
                collector.add(row)
                lengths.append(row.text.unicodeScalars.count)
                let text = [row.text, row.pair].compactMap(\.self).joined(separator: "\u{1F}")
                if let first = texts[text] {
                    repetitions.append(Repetition(line: row.line, first: first, row: rowCount))
                } else {
                    texts[text] = rowCount
                }
                rowCount += 1
            }
        }
        findings += reader.findings.map(CheckFinding.init)
        var description = try DataDescription(path: file, format: format, columns: columns)
        self.columns = description
        findings += [description.pairFinding].compactMap(\.self).map(CheckFinding.init)
        let reading = try LabelReading(
            collector.written, kind: kind, settings: settings, areColumns: !columns.labelColumns.isEmpty, path: file)
        description.add(reading, kind: kind)
        self.columns = description
        findings += [description.classLabelFinding(reading, settings)].compactMap(\.self).map(CheckFinding.init)
        labels = reading.uses.map { LabelCount(label: $0.text, count: $0.count) }
        findings += reading.findings.map(CheckFinding.init)
        labelReading = reading
        count(repetitions, collector.numbers.map { number in number.map { Set(reading.names[$0]) } ?? [] })
    }

    private mutating func reject(_ row: RejectedRow) {
        if let index = rejections.firstIndex(where: { $0.problem == row.error.problem }) {
            rejections[index].count += 1
        } else {
            rejections.append(Rejection(problem: row.error.problem, count: 1, line: row.line, advice: row.error.advice))
        }
    }

    /// A row with the same text as an earlier row; rows are numbered from 0.
    private struct Repetition {
        let line: Int, first: Int, row: Int
    }

    private mutating func count(_ repetitions: [Repetition], _ labels: [Set<String>]) {
        let contradictory = repetitions.filter { labels[$0.first] != labels[$0.row] }
        contradictoryTextCount = contradictory.count
        repeatedTextCount = repetitions.count - contradictory.count
        let repeated = repetitions.first { labels[$0.first] == labels[$0.row] }
        if let repeated {
            findings.append(
                CheckFinding(
                    DataFinding(
                        .repeatedTexts, file: file, line: repeated.line, count: repeatedTextCount,
                        "rows repeat text and label of an earlier row")))
        }
        if let first = contradictory.first {
            findings.append(
                CheckFinding(
                    DataFinding(
                        .contradictoryLabels, file: file, line: first.line, count: contradictoryTextCount,
                        "rows repeat the text of an earlier row with another label")))
        }
    }
}

/// A finding about a file of any kind.
public struct CheckFinding: Sendable, Equatable, Encodable {
    /// The stable code of the kind of finding.
    public let code: String
    /// The line of the first occurrence, from 1; `nil` for the whole file, or if the sentence includes the place.
    public let line: Int?
    /// The number of occurrences.
    public let count: Int
    /// The finding as a sentence.
    public let sentence: String
    /// Tells whether something may be wrong with the data.
    public let isWarning: Bool

    public init(_ finding: DataFinding) {
        code = finding.code.rawValue
        line = finding.line
        count = finding.count
        sentence = finding.sentence
        isWarning = finding.code.isWarning
    }

    init(code: String, count: Int, _ sentence: String, isWarning: Bool) {
        self.code = code
        line = nil
        self.count = count
        self.sentence = sentence
        self.isWarning = isWarning
    }
}
