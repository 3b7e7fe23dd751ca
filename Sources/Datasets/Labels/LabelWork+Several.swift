import InputOutput

extension LabelWork {
    /// Reads labels each of which is any number of labels.
    mutating func readSeveral(_ settings: LabelSettings, areColumns: Bool) throws {
        if areColumns {
            names = written.map { LabelList.names(in: $0.text) }
            return
        }
        let lists = readLists()
        let isListed = lists.contains { $0 != nil } || written.contains { $0.text.contains(LabelList.separator) }
        names = zip(written, lists).map { label, list in
            list?.texts ?? label.text.split(separator: LabelList.separator).map { String($0).trimmed }
        }
        if try readMasks() { return }
        if let labels = FastTextLabels(names) {
            names = labels.names
            find(.fastTextLabels, written, "labels begin with \(FastTextLabels.prefix), which is left out")
        } else {
            readSeparated(settings, isListed: isListed)
        }
        for (index, label) in written.enumerated() {
            names[index] = try names[index].filter { !$0.isBlank }.map { try LabelList.checked($0, at: place(label)) }
        }
    }

    /// Lists that were written as text.
    private mutating func readLists() -> [WrittenList?] {
        let areBracketed = written.allSatisfy { WrittenList.isBracketed($0.text) }
        let lists = written.map {
            WrittenList($0.text) ?? (areBracketed ? WrittenList($0.text, allowsBareWords: true) : nil)
        }
        let listed = zip(written, lists).filter { $0.1 != nil }.map(\.0)
        if let example = first(listed.filter { $0.text.count > 2 }) ?? first(listed) {
            find(
                .labelLists, listed,
                "labels are lists, such as \(Spelling.shortened(example.text)): their elements are the labels")
        }
        return lists
    }

    /// Takes the places of the ones in masks for the labels.
    ///
    /// - Returns: Whether all labels are masks.
    private mutating func readMasks() throws -> Bool {
        let lists = names.map { WrittenList($0.map { WrittenList.Element(text: $0, isQuoted: false) }) }
        guard let width = LabelMask.width(of: lists) else {
            try refuseShares()
            return false
        }
        // A list of the numbers of labels has no number twice.
        let example = first(zip(written, names).filter { Set($0.1).count < width }.map(\.0))
        guard let example else {
            find(
                .labelMasks, written,
                "lists such as \(written[0].text) are read as the labels 0 and 1, though they could be masks")
            return false
        }
        names = lists.map { ($0.mask ?? []).map(String.init) }
        furtherNames = (0..<width).map(String.init)
        find(
            .labelMasks, written,
            "labels such as \(Spelling.shortened(example.text)) are masks: the places of the ones, from 0 to "
                + "\(width - 1), are the labels")
        return true
    }

    /// Refuses lists of as many numbers from 0 to 1, which are neither labels nor masks.
    private func refuseShares() throws {
        guard let width = names.first?.count, width > 1, names.allSatisfy({ $0.count == width }) else { return }
        let numbers = names.map { $0.compactMap(Double.init) }
        guard numbers.allSatisfy({ $0.count == width && $0.allSatisfy { (0...1).contains($0) } }),
            let label = first(zip(written, numbers).filter { $0.1.contains { $0 != 0 && $0 != 1 } }.map(\.0))
        else { return }
        throw FledgeError(
            .data, at: place(label), "the label is a list of shares", expected: "1 or 0 for each label",
            found: Spelling.shortened(label.text), advice: "round the shares to 1 and 0")
    }

    // MARK: Separators

    private mutating func readSeparated(_ settings: LabelSettings, isListed: Bool) {
        switch settings.separator {
        case .none: return
        case .text(let separator):
            names = names.map { $0.flatMap { LabelSeparator.parts(of: $0, separator) } }
        case .automatic:
            guard !isListed, let found = LabelSeparator(detectedIn: names.compactMap(\.first)) else { return }
            let composites = written.filter { LabelSeparator.parts(of: $0.text, found.text).count > 1 }
            guard let example = first(composites) else { return }
            let shown = "\"\(Spelling.shortened(example.text))\""
            if found.isCertain {
                names = names.map { $0.flatMap { LabelSeparator.parts(of: $0, found.text) } }
                find(
                    .labelSeparator, composites,
                    "\(found.plural) separate labels, as in \(shown) (--label-separator none keeps such labels whole)")
            } else {
                find(
                    .possibleSeparator, composites,
                    "labels such as \(shown) hold \(found.plural) and are taken whole: name the separator "
                        + "(--label-separator) if they are several labels")
            }
        }
    }
}

/// A separator that was found between labels.
struct LabelSeparator {
    let text: String
    /// Whether there is no doubt that labels are separated by it.
    let isCertain: Bool

    /// The word for the separators.
    var plural: String {
        switch text {
        case ",": "commas"
        case ";": "semicolons"
        case " ": "spaces"
        default: "\"\(text)\""
        }
    }

    /// Looks for a separator in different labels; `nil` where none holds one.
    init?(detectedIn labels: [String]) {
        for candidate in [",", ";", " "] {
            let parts = labels.map { Self.parts(of: $0, candidate) }
            let composites = parts.filter { $0.count > 1 }
            guard !composites.isEmpty else { continue }
            let areNumbers = parts.joined().allSatisfy { NumberText($0)?.isWhole ?? false }
            // Words with spaces between them are names.
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

    /// The parts of a label between separators, without white space around them; empty parts do not count.
    static func parts(of label: String, _ separator: String) -> [String] {
        label.split(separator: separator).map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}
