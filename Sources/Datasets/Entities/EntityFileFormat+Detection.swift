import Entities
import InputOutput

extension EntityFile {
    /// The requested format, or else the one that the content looks like.
    ///
    /// - Throws: ``FledgeError`` with category `data` if the content looks like another format than the requested one
    ///   or the one that the name implies, `usage` if the format cannot be determined.
    func detectedFormat(of file: MappedFile) throws -> EntityFileFormat {
        guard !file.bytes.isEmpty else { throw FledgeError(.data, at: path, "the file is empty") }
        let asked = format.map { [$0] } ?? EntityFileFormat.candidates(for: path)
        let appearance = try ContentAppearance(of: file, separator: columns.separator)
        if let seen = appearance.format {
            guard asked.isEmpty || asked.contains(seen) else {
                throw wrongFormat(
                    format, asked, looksLike: seen.title, advice: "name the format (--entity-format \(seen.rawValue))")
            }
            return seen
        }
        if let title = appearance.otherTitle {
            throw wrongFormat(format, asked, looksLike: title, advice: appearance.advice)
        }
        if let first = format ?? .assumed(for: path) { return first }
        throw FledgeError(
            .usage, at: path, "neither the name nor the content tells the file's format",
            expected: "CoNLL columns, a table with a line of names, or JSON with texts and spans",
            advice:
                "name the format (--entity-format): \(EntityFileFormat.allCases.map(\.rawValue).joined(separator: ", "))"
        )
    }

    private func wrongFormat(
        _ format: EntityFileFormat?, _ asked: [EntityFileFormat], looksLike title: String, advice: String?
    ) -> FledgeError {
        FledgeError(
            .data, at: path, "the file is not in the expected format",
            expected: (asked.isEmpty ? EntityFileFormat.allCases : asked).map(\.title).joined(separator: ", or "),
            found: "what looks like \(title)", advice: advice)
    }
}

/// The apparent format of a file's content.
struct ContentAppearance {
    /// The entity format, if it is one.
    private(set) var format: EntityFileFormat?
    /// A description of another format that the content looks like.
    private(set) var otherTitle: String?
    private(set) var advice: String?

    init(of file: MappedFile, separator: EntityColumns.Separator) throws {
        let bytes = file.bytes
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(1 << 16))
        if head.contains(0) || head.first == 0x78 && UTF8Validation.firstInvalidByte(in: head) != nil {
            otherTitle = "binary data"
            advice = "write the data as text, as JSON or in CoNLL columns"
            if FileFormat.nameExtension(of: file.path) == "spacy" {
                (otherTitle, advice) = ("spaCy's DocBin", Self.docBinAdvice)
            }
            return
        }
        switch head.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }) {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if let value = JSONItems(file: file).first() {
                format = Self.format(of: value)
                if format == nil, value.objectValue != nil { (otherTitle, advice) = Self.otherObject(value) }
                if format != nil || otherTitle != nil { return }
            }
        case UInt8(ascii: "<"):
            if head.starts(with: "<?xml".utf8) {
                otherTitle = "XML"
                return
            }
        default: break
        }
        if let foreign = ForeignContent(String(decoding: head.prefix(256), as: UTF8.self)) {
            (otherTitle, advice) = (foreign.title, foreign.advice)
            return
        }
        if separator == .automatic, EntityTableLayout.isTable(head) {
            format = .csv
            return
        }
        let byte = try separator.byte(in: head)
        if Self.hasTagColumn(head, byte, isWhole: head.count == bytes.count) { format = .conll }
    }

    private static let docBinAdvice =
        """
        write its texts as JSON Lines: python3 -c "import json, spacy; from spacy.tokens import DocBin; \
        [print(json.dumps({'text': d.text, 'entities': [[e.start_char, e.end_char, e.label_] for e in d.ents]})) \
        for d in DocBin().from_disk('in.spacy').get_docs(spacy.blank('en').vocab)]" > out.jsonl
        """

    /// The entity format whose items look like a value.
    private static func format(of value: JSONValue) -> EntityFileFormat? {
        if let elements = value.arrayValue { return elements.first?.stringValue != nil ? .spacy : nil }
        guard let members = value.objectValue else { return nil }
        if SpaCyReader.isDocument(value) { return .spacy }
        if let first = JSONItems.examples(in: value)?.first(where: { $0 != .null }) { return format(of: first) }
        if members["data"]?.objectValue != nil, members["annotations"] != nil || members["completions"] != nil {
            return .labelStudio
        }
        if LabelStudioReader.hasMinimalForm(members) { return .labelStudio }
        return SpanObjectReader.hasKnownKeys(members) ? .jsonl : nil
    }

    private static func otherObject(_ value: JSONValue) -> (String, String?) {
        if value["cells"] != nil, value["nbformat"] != nil { return ("a notebook", nil) }
        let keys = Spelling.list((value.objectValue ?? [:]).keys.sorted())
        return (
            keys.isEmpty ? "JSON objects without anything in them" : "JSON objects with \(keys)",
            "see which names of members are understood: a text with \"entities\", or \"words\" with \"tags\""
        )
    }

    /// Tells whether the lines have the same number of columns, one of which holds tags.
    private static func hasTagColumn(_ head: UnsafeRawBufferPointer, _ separator: UInt8?, isWhole: Bool) -> Bool {
        var cells = ColumnLine(separator: separator)
        var tags: [Set<String>] = []
        var lineCount = 0
        for slice in head.split(separator: 0x0A).prefix(200).dropLast(isWhole ? 0 : 1) {
            var line = UnsafeRawBufferPointer(rebasing: slice)
            if line.last == 0x0D { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = UnsafeRawBufferPointer(rebasing: line[3...]) }
            if ColumnLine.isBlank(line) || ColumnLine.beginsDocument(line) || line.first == 0x23 { continue }
            cells.split(line)
            if lineCount == 0 { tags = cells.cells.map { _ in [] } }
            // A few ragged lines are left for the reader to report.
            guard cells.cells.count == tags.count else { continue }
            lineCount += 1
            for (index, cell) in cells.cells.enumerated() {
                tags[index].insert(String(decoding: line[cell], as: UTF8.self))
            }
        }
        return tags.count > 1 && tags.contains { $0 == ["O"] || TagNotation(of: $0) != nil }
    }
}
