import InputOutput

extension LabelWork {
    /// Splits labels that hold several names.
    ///
    /// - Parameters:
    ///   - lists: For each label, the list that it is, if it is one, whose elements are unambiguous.
    ///   - isListed: True if there are lists, or labels separated by `|`.
    mutating func readSeparated(_ settings: LabelSettings, lists: [WrittenList?], isListed: Bool) {
        switch settings.separator {
        case .none: return
        case .text(let separator):
            names = names.map { $0.flatMap { LabelSeparator.parts(of: $0, separator) } }
        case .automatic:
            let known = settings.known
            let whole = Set(known?.names ?? [])
            if let separator = known?.separator ?? (isListed ? nil : detectedSeparator()) {
                self.separator = separator
                let composites = split(by: separator, except: whole)
                if let example = first(composites) {
                    let shown = "\"\(Spelling.shortened(example.text))\""
                    find(
                        .labelSeparator, composites,
                        "\(LabelSeparator.plural(separator)) separate labels, as in \(shown) (--label-separator none "
                            + "keeps such labels whole)")
                }
            }
            let isInDoubt = zip(written, lists).map { label, list in
                list == nil && !label.text.contains(LabelList.separator)
            }
            splitRest(known: whole, where: isInDoubt)
        }
    }

    private func detectedSeparator() -> String? {
        LabelSeparator(detectedIn: names.compactMap(\.first)).flatMap { $0.isCertain ? $0.text : nil }
    }

    /// Splits names at a separator, unless they are known whole.
    ///
    /// - Returns: The labels that were split.
    private mutating func split(by separator: String, except whole: Set<String>) -> [WrittenLabel] {
        var composites: [WrittenLabel] = []
        for index in names.indices {
            let parts = names[index].flatMap {
                whole.contains($0) ? [$0] : LabelSeparator.parts(of: $0, separator)
            }
            if parts.count > names[index].count { composites.append(written[index]) }
            names[index] = parts
        }
        return composites
    }

    /// Splits names whose parts are all known, or are labels elsewhere in the file; other names with a separator are
    /// reported as possibly several labels.
    private mutating func splitRest(known: Set<String>, where isInDoubt: [Bool]) {
        let alone = Set(names.joined().filter { LabelSeparator.parts(of: $0).count == 1 }).union(known)
        let aloneByValue = Set(alone.compactMap(LabelIdentity.value))
        let aloneByFolding = Set(known.map(LabelIdentity.folded))
        func isAlone(_ part: String) -> Bool {
            alone.contains(part) || aloneByFolding.contains(LabelIdentity.folded(part))
                || LabelIdentity.value(part).map(aloneByValue.contains) ?? false
        }
        var composites: [WrittenLabel] = []
        var doubtful: [(label: WrittenLabel, name: String)] = []
        for index in names.indices where isInDoubt[index] {
            var found: [String] = []
            var isSplit = false
            for name in names[index] {
                let parts = LabelSeparator.parts(of: name)
                if parts.count < 2 || known.contains(name) {
                    found.append(name)
                } else if parts.allSatisfy(isAlone) {
                    found += parts
                    isSplit = true
                } else {
                    found.append(name)
                    doubtful.append((written[index], name))
                }
            }
            names[index] = found
            if isSplit { composites.append(written[index]) }
        }
        if let example = first(composites) {
            find(
                .labelSeparator, composites,
                "labels such as \"\(Spelling.shortened(example.text))\" are split, since all of their parts are labels "
                    + "elsewhere as well (--label-separator none keeps such labels whole)")
        }
        guard let example = first(doubtful.map(\.label)),
            let name = doubtful.first(where: { $0.label == example })?.name
        else { return }
        let separator = [",", ";"].first { LabelSeparator.parts(of: name, $0).count > 1 } ?? " "
        find(
            .possibleSeparator, doubtful.map(\.label),
            "labels such as \"\(Spelling.shortened(example.text))\" hold \(LabelSeparator.plural(separator)) and are "
                + "taken whole: name the separator (--label-separator) if they are several labels")
    }
}

/// A separator that was found between labels.
struct LabelSeparator {
    let text: String
    /// Tells whether it certainly separates labels.
    let isCertain: Bool

    /// The plural name of a separator.
    static func plural(_ text: String) -> String {
        switch text {
        case ",": "commas"
        case ";": "semicolons"
        case " ": "spaces"
        default: "\"\(text)\""
        }
    }

    /// Looks for a separator in distinct labels; returns `nil` if none contains one.
    init?(detectedIn labels: [String]) {
        for candidate in [",", ";", " "] {
            let parts = labels.map { Self.parts(of: $0, candidate) }
            let composites = parts.filter { $0.count > 1 }
            guard !composites.isEmpty else { continue }
            let areNumbers = parts.joined().allSatisfy { NumberText($0)?.isWhole ?? false }
            // Words separated by spaces are names.
            if candidate == " ", !areNumbers { continue }
            var uses: [String: Int] = [:]
            var alone: Set<String> = []
            for parts in parts {
                for part in Set(parts) { uses[part, default: 0] += 1 }
                if parts.count == 1 { alone.formUnion(parts) }
            }
            let combined = Set(composites.joined())
            let known = combined.count { alone.contains($0) || uses[$0, default: 0] > 1 }
            text = candidate
            isCertain = areNumbers || Double(known) >= 0.9 * Double(combined.count)
            return
        }
        return nil
    }

    /// The parts of a label between separators, trimmed; empty parts are dropped.
    static func parts(of label: String, _ separator: String) -> [String] {
        label.split(separator: separator).map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// The parts of a label between commas, semicolons and, if all parts are integers, spaces.
    static func parts(of label: String) -> [String] {
        let parts = label.split { $0 == "," || $0 == ";" }.map { String($0).trimmed }.filter { !$0.isEmpty }
        let words = parts.flatMap { $0.split(separator: " ").map(String.init) }
        return words.allSatisfy { NumberText($0)?.isWhole ?? false } ? words : parts
    }
}
