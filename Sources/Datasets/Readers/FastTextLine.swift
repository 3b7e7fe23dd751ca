import InputOutput

/// A line of a file for fastText: labels such as `__label__x`, and behind them the text.
struct FastTextLine {
    private let line: String
    /// The labels with their prefix.
    let labels: [String]
    let text: String

    init(_ line: String) {
        self.line = line
        var rest = line.trimmed[...]
        var labels: [String] = []
        while rest.hasPrefix(FastTextLabels.prefix) {
            let end = rest.firstIndex(where: \.isWhitespace) ?? rest.endIndex
            let isSeparated = rest[..<end].last == ","
            labels.append(String(isSeparated ? rest[..<end].dropLast() : rest[..<end]))
            rest = rest[end...].drop(while: \.isWhitespace)
        }
        self.labels = labels
        text = String(rest)
    }

    /// - Parameter place: The line, for errors.
    func row(line number: Int, hasSeveralLabels: Bool, keepsSource: Bool, place: String) throws -> Row {
        let label =
            hasSeveralLabels
            ? LabelList.joined(try labels.map { try LabelList.checked($0, at: place) })
            : labels.isEmpty ? nil : labels.joined(separator: " ")
        return Row(text: text, label: label, line: number, source: keepsSource ? line : nil)
    }

    /// Returns true if the first lines that are not empty all begin with a label.
    static func begin(_ lines: LineReader) throws -> Bool {
        // Files of other texts are not looked at beyond their first line.
        guard try lines.withSample({ sample, _ in Self.isFirst(in: sample) }) else { return false }
        return try lines.withSample(ofAtLeast: 1 << 16) { sample, isAll in
            sample.split(separator: 0x0A).dropFirst().dropLast(isAll ? 0 : 1).allSatisfy {
                $0.starts(with: FastTextLabels.prefix.utf8) || $0.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            }
        }
    }

    /// Returns true if the first line, after a byte order mark if there is one, begins with a label.
    private static func isFirst(in sample: UnsafeRawBufferPointer) -> Bool {
        sample.dropFirst(sample.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0).starts(with: FastTextLabels.prefix.utf8)
    }
}
