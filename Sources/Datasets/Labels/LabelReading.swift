import InputOutput

/// The classes or labels that the labels of a file stand for.
///
/// Labels are read as people and programs write them: lists that pandas wrote as text, masks of 0 and 1, labels with
/// commas between them, fastText's prefixes, one number in several spellings. What is certain is read, and said in
/// ``findings``; what is not certain stays as it is written, or is an error.
public struct LabelReading: Sendable, Equatable {
    /// The labels as the rows write them.
    public let written: [WrittenLabel]
    /// For each written label the names that it stands for: one of a class, any number of several labels, and of numbers
    /// one with a decimal point.
    public let names: [[String]]
    /// The names of all classes or labels in their order; empty for numbers.
    public let classes: [String]
    /// What was read otherwise than it is written, and what may not be as it was meant.
    public let findings: [DataFinding]
    /// Whether the labels were masks of 0 and 1.
    package let areMasks: Bool
    /// The separator that was found between several labels, beside `|`; `nil` where there is none.
    package let separator: String?

    /// Reads the labels of a file.
    ///
    /// - Parameters:
    ///   - written: The different labels of the file.
    ///   - kind: What they stand for.
    ///   - settings: How they are written, where that is known.
    ///   - areColumns: Whether there is a column for each label, so that their names are not to be looked into.
    ///   - path: The file, for errors and findings.
    /// - Throws: ``InputOutput/FledgeError`` with category `data` at the first row whose label has no place in the kind,
    ///   `usage` for settings that do not suit the kind.
    public init(
        _ written: [WrittenLabel], kind: LabelKind, settings: LabelSettings = .automatic, areColumns: Bool = false,
        path: String
    ) throws {
        try Self.check(settings, kind)
        var work = LabelWork(written, path: path)
        switch kind {
        case .number: try work.readNumbers()
        case .single, .ordinal: try work.readClasses(isOrdinal: kind == .ordinal, settings)
        case .several: try work.readSeveral(settings, areColumns: areColumns)
        }
        self.written = written
        if kind == .number {
            names = work.names
            classes = []
        } else {
            let sorted = settings.order.isEmpty ? LabelSet(sorting: work.allNames).names : []
            work.rename(settings)
            let order = settings.order.isEmpty ? sorted.map { work.renamed($0, settings) } : settings.order
            var known: Set<String> = []
            classes = order.filter { known.insert($0).inserted }
            names = work.names
            if !settings.order.isEmpty { try work.requireNames(among: settings.order) }
            work.findDoubtfulNames(kind)
        }
        findings = work.findings
        areMasks = work.areMasks
        separator = work.separator
    }

    /// The same reading of more labels, some of which stand for nothing.
    init(_ reading: LabelReading, written: [WrittenLabel], names: [[String]]) {
        self.written = written
        self.names = names
        classes = reading.classes
        findings = reading.findings
        areMasks = reading.areMasks
        separator = reading.separator
    }

    /// The names with the rows that have them, in the order of ``classes``.
    public var uses: [WrittenLabel] {
        var uses: [String: WrittenLabel] = [:]
        for (label, names) in zip(written, names) {
            for name in Set(names) {
                let known = uses[name]
                uses[name] = WrittenLabel(
                    text: name, count: label.count + (known?.count ?? 0), line: min(label.line, known?.line ?? .max))
            }
        }
        return classes.compactMap { uses[$0] }
    }

    private static func check(_ settings: LabelSettings, _ kind: LabelKind) throws {
        guard settings.order.isEmpty || kind == .ordinal else {
            throw FledgeError(
                .usage, "an order of labels needs the task ordinal", found: "labels of the kind \(kind.rawValue)")
        }
        guard settings.names.isEmpty || kind != .number else {
            throw FledgeError(.usage, "numbers have no names of labels", advice: "leave out the names")
        }
    }
}

extension EncodedDataset {
    /// The labels as they were read; as they are written where nobody has read them.
    public func labels(_ kind: LabelKind) throws -> LabelReading {
        try reading ?? LabelReading(writtenLabels, kind: kind, path: path)
    }
}
