/// Names in error messages: lists of them, and the nearest known name to an unknown one.
package enum Spelling {
    /// Lists names in quotes, at most `limit` of them.
    package static func list(_ names: [String], limit: Int = 12) -> String {
        let shown = names.prefix(limit).map { "\"\(shortened($0))\"" }.joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }

    /// Shortens a text for an error message.
    package static func shortened(_ text: String, to limit: Int = 40) -> String {
        text.count > limit ? text.prefix(limit - 1) + "…" : text
    }

    /// Returns "did you mean …?" with the nearest known name; `nil` if none is near.
    package static func suggestion(for name: String, among known: [String]) -> String? {
        nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
    }

    /// Returns the known name with the fewest edits, if these are at most half of the longer name, or if one name
    /// begins with the other.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let wanted = Array(shortened(name, to: 200).lowercased())
        var best: (distance: Int, name: String)?
        for candidate in known {
            let letters = Array(shortened(candidate, to: 200).lowercased())
            var distance = distance(wanted, letters)
            let shorter = min(wanted.count, letters.count)
            if shorter >= 2, wanted.prefix(shorter) == letters.prefix(shorter) { distance = min(distance, 1) }
            guard distance * 2 <= max(wanted.count, letters.count) else { continue }
            if best == nil || distance < best?.distance ?? 0 { best = (distance, candidate) }
        }
        return best?.name
    }

    /// The Levenshtein distance: insertions, deletions and substitutions.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let substituted = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}
