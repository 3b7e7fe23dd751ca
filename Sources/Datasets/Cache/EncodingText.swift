import Foundation

/// All that made the ids of a data set, as one text: settings in lines, and the pieces of a vocabulary among them.
struct EncodingText {
    private let text: String

    init(_ text: String) { self.text = text }

    /// A short name and the last setting; `nil` where nothing is known.
    var summary: String? {
        guard !text.isEmpty else { return nil }
        let name = CacheKey.sha256(text).prefix(8)
        let last = text.split(separator: "\n").last.map(String.init) ?? ""
        return last.hasPrefix("maximum length ") ? "\(name), \(last)" : String(name)
    }

    /// The pieces by their ids; none where the text has no vocabulary.
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
