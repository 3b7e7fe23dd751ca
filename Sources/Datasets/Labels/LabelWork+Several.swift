import InputOutput

extension LabelWork {
    /// Reads labels, each of which is any number of labels.
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
        if try readMasks(settings.known) { return }
        if let labels = FastTextLabels(names) {
            names = labels.names
            find(.fastTextLabels, written, "labels begin with \(FastTextLabels.prefix), which is left out")
        } else {
            readSeparated(settings, lists: lists, isListed: isListed)
        }
        for (index, label) in written.enumerated() {
            names[index] = try names[index].filter { !$0.isBlank }.map { try LabelList.checked($0, at: place(label)) }
        }
        mergeSpellings(isOrdinal: false)
    }

    /// Parses lists that were written as text.
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

    /// Takes the positions of the ones in masks as the labels.
    ///
    /// - Returns: True if all labels are masks.
    private mutating func readMasks(_ known: KnownLabels?) throws -> Bool {
        let lists = names.map { WrittenList($0.map { WrittenList.Element(text: $0, isQuoted: false) }) }
        guard let width = LabelMask.width(of: lists) else {
            try refuseShares()
            return false
        }
        // A list of label numbers never contains a number twice.
        let example = first(zip(written, names).filter { Set($0.1).count < width }.map(\.0))
        if let known {
            let areMasks =
                known.areMasks
                ?? (known.names.count == width && known.names.allSatisfy { LabelMask.isSet($0) == nil })
            if known.areMasks == false, let example {
                find(
                    .possibleMasks, written,
                    "lists such as \(Spelling.shortened(example.text)) look like masks, but are read as the labels 0 and "
                        + "1, as those of the training file are: \(Self.adviceForMasks)")
                return false
            }
            if areMasks, known.names.count == width { return takeMasks(lists, width, example ?? written[0]) }
            if known.areMasks == false { return false }
        }
        guard let example else {
            find(
                .possibleMasks, written,
                "lists such as \(written[0].text) are read as the labels 0 and 1, though they could be masks: "
                    + Self.adviceForMasks)
            return false
        }
        return takeMasks(lists, width, example)
    }

    private static let adviceForMasks =
        "if they are, give each label a column of its own (--label-columns) or list the labels by name"

    /// - Returns: True, since the labels are masks.
    private mutating func takeMasks(_ lists: [WrittenList?], _ width: Int, _ example: WrittenLabel) -> Bool {
        areMasks = true
        names = lists.map { ($0?.mask ?? []).map(String.init) }
        furtherNames = (0..<width).map(String.init)
        find(
            .labelMasks, written,
            "labels such as \(Spelling.shortened(example.text)) are masks: the places of the ones, from 0 to "
                + "\(width - 1), are the labels")
        return true
    }

    /// Rejects lists of equal length with numbers from 0 to 1, which are neither labels nor masks.
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
}
