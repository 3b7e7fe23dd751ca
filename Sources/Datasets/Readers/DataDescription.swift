import InputOutput

/// The columns, or JSON keys, that were read from a file.
public struct DataDescription: Sendable, Equatable, Codable {
    /// The path of the file.
    public var file: String
    /// The format of the file.
    public var format: FileFormat
    /// The separator of a table's columns, unless it is the usual one of the format.
    public var separator: String?
    /// The column of the text: its name or, without a header line, its number from 1.
    public var text: String
    /// The column of the second text of pairs.
    public var pair: String?
    /// The column of the labels.
    public var label: String?
    /// The columns of several labels.
    public var labelColumns: [String]
    /// The columns that are not used.
    public var unused: [String]
    /// The number of classes or labels; `nil` for numbers.
    public var classCount: Int?
    /// Of several labels, whether they were masks of 0 and 1; `nil` for other labels.
    public var labelsAreMasks: Bool?
    /// The separator that was found between several labels, beside `|`.
    public var labelSeparator: String?

    /// The number of rows that are examined for keys of JSON objects.
    private static let inspectedRows = 20

    /// Describes a file as a reader with these columns reads it.
    ///
    /// - Throws: ``InputOutput/FledgeError`` for the reasons of ``RowReader``.
    public init(path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection()) throws {
        let reader = try RowReader(
            path: path, format: format, columns: columns, requiresLabel: false, keepsSource: true)
        var names = reader.header?.map(\.trimmed) ?? []
        for _ in 0..<Self.inspectedRows {
            guard let result = try reader.nextResult() else { break }
            guard case .row(let row) = result else { continue }
            if reader.format == .jsonLines {
                guard let source = row.source, let members = try? JSONMembers(of: source) else { continue }
                for member in members where !names.contains(member.name) { names.append(member.name) }
            } else if names.isEmpty {
                names = (1...max(row.fields.count, 1)).map(String.init)
            }
        }
        func name(_ position: Int) -> String { names.indices.contains(position) ? names[position] : "\(position + 1)" }
        file = path
        self.format = reader.format
        let usual: Delimiter? = reader.format == .csv ? .comma : reader.format == .tsv ? .tab : nil
        separator = usual == nil || usual == reader.delimiter ? nil : "\(reader.delimiter)"
        if let keys = reader.keys {
            (text, pair, label) = (keys.text, keys.pair, keys.label)
            labelColumns = keys.labelColumns.map(\.name)
            let used = Set([text] + [pair, label].compactMap(\.self) + keys.labelKeys.keys)
            unused = names.filter { !used.contains($0) }
        } else if let layout = reader.layout {
            (text, pair, label) = (name(layout.text), layout.pair.map(name), layout.label.map(name))
            labelColumns = layout.labelColumns.map(\.name)
            let positions = [layout.text] + [layout.pair, layout.label].compactMap(\.self)
            let used = Set(positions + layout.labelColumns.map(\.position))
            unused = names.indices.filter { !used.contains($0) && !names[$0].isEmpty }.map { names[$0] }
        } else {
            (text, labelColumns, unused) = ("text", [], [])
            label = reader.isFastText ? FastTextLabels.prefix : nil
        }
    }

    /// Adds what the labels were read as.
    package mutating func add(_ reading: LabelReading, kind: LabelKind) {
        if kind != .number { classCount = reading.classes.count }
        guard kind == .several else { return }
        labelsAreMasks = reading.areMasks
        labelSeparator = reading.separator
    }

    /// The finding that a file of Hugging Face's `datasets` has names for labels that are numbers; `nil` if they are not,
    /// or have names.
    package func classLabelFinding(_ reading: LabelReading, _ settings: LabelSettings) -> DataFinding? {
        guard settings.names.isEmpty, settings.order.isEmpty, !reading.areMasks, let label,
            let names = DatasetInfo.classNames(of: label, beside: file)
        else { return nil }
        let numbers = reading.classes.map { Int($0) }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0.map(names.indices.contains) ?? false }) else { return nil }
        let pairs = names.enumerated().map { "\($0)=\($1)" }
        let shown = pairs.prefix(20).joined(separator: ",") + (pairs.count > 20 ? ",…" : "")
        return DataFinding(
            .classLabelNames, file: file,
            "\(DatasetInfo.fileName) beside the file has names for the labels: --label-names \"\(shown)\" uses them")
    }

    /// The unused column that looks like the second text of a pair; `nil` if there is none, or if a pair is read.
    public var possiblePair: String? {
        guard pair == nil else { return nil }
        return unused.first { name in
            let key = name.lowercased().filter { !"_- ".contains($0) }
            return Self.pairNames.contains(key) || Self.partners[text.lowercased()]?.contains(key) ?? false
        }
    }

    /// Names of second texts, in lower case and without separators.
    private static let pairNames: Set = [
        "sentence2", "sentenceb", "text2", "textb", "textpair", "pair", "question2", "questionb", "hypothesis",
        "premise", "secondtext", "secondsentence", "string2", "s2", "passage2", "document2", "review2", "comment2",
    ]
    /// Names of second texts that go with certain first ones.
    private static let partners: [String: Set<String>] = [
        "sentence": ["question", "query"],
        "question": ["passage", "context", "answer", "sentence", "document", "paragraph"],
        "query": ["passage", "document", "text", "product", "producttitle", "response"], "text": ["question", "query"],
        "title": ["abstract", "body", "description"], "claim": ["evidence", "document"],
        "prompt": ["response", "completion"],
    ]

    /// The finding about ``possiblePair``.
    public var pairFinding: DataFinding? {
        possiblePair.map {
            DataFinding(
                .unusedPair, file: file,
                "\"\($0)\" looks like a second text and is not used: name it (--pair-column) to read pairs")
        }
    }
}

/// A one-line description for people.
extension DataDescription: CustomStringConvertible {
    public var description: String {
        func quoted(_ name: String) -> String {
            name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? "column \(name)" : "`\(name)`"
        }
        let names: [FileFormat: String] = [.tsv: "TSV", .csv: "CSV", .jsonLines: "JSON Lines", .lines: "plain text"]
        var parts = [(names[format] ?? format.rawValue) + (separator.map { " separated by \($0)" } ?? "")]
        if format != .lines { parts.append("text from \(quoted(text))") }
        if let pair { parts.append("second text from \(quoted(pair))") }
        let classes = classCount.map { " (\($0 == 1 ? "1 class" : "\($0) classes"))" } ?? ""
        if let label { parts.append("label from \(quoted(label))\(classes)") }
        if !labelColumns.isEmpty { parts.append("labels from \(labelColumns.map(quoted).joined(separator: ", "))") }
        let rest = unused.count > 8 ? " and \(unused.count - 8) more" : ""
        let left = unused.isEmpty ? "" : "; not used: \(unused.prefix(8).joined(separator: ", "))\(rest)"
        return "\(file): \(parts.joined(separator: ", "))\(left)"
    }
}
