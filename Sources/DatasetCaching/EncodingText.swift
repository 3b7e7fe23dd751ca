import Foundation

/// Everything that determines the ids of a dataset as one text: lines with settings, and the pieces of a vocabulary.
struct EncodingText {
    private let text: String

    init(_ text: String) { self.text = text }

    /// A short name and the last setting; `nil` if nothing is known.
    var summary: String? {
        guard !text.isEmpty else { return nil }
        let name = CacheKey.sha256(text).prefix(8)
        let last = text.split(separator: "\n").last.map(String.init) ?? ""
        return last.hasPrefix("maximum length ") ? "\(name), \(last)" : String(name)
    }

    /// The pieces by id; empty if the text has no vocabulary.
    var pieces: [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("vocabulary ") }),
            let count = Int(lines[start].dropFirst("vocabulary ".count)), start + count < lines.count
        else { return [] }
        return lines[(start + 1)...(start + count)].map { line in
            (try? JSONDecoder().decode(String.self, from: Data(line.utf8))) ?? String(line)
        }
    }
}
