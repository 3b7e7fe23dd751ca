import InputOutput

/// The classes or labels that the labels of a file stand for.
///
/// Labels are read in the forms that people and programs write: lists that pandas wrote as text, masks of 0 and 1,
/// labels separated by commas, fastText's prefixes, one number in several spellings. Unambiguous forms are interpreted
/// and reported in ``findings``; ambiguous ones stay as they are written, or are an error.
public struct LabelReading: Sendable, Equatable {
    /// The labels as they are written in the rows.
    public let written: [WrittenLabel]
    /// For each written label, the names that it stands for: one for a class, any number for several labels, and one
    /// with a decimal point for a number.
    public let names: [[String]]
    /// The names of all classes or labels in order; empty for numbers.
    public let classes: [String]
    /// Findings about labels that were not read literally, or that may not mean what was intended.
    public let findings: [DataFinding]
    /// Tells whether the labels were masks of 0 and 1.
    package let areMasks: Bool
    /// The separator that was found between several labels, besides `|`; `nil` if there is none.
    package let separator: String?

    /// Reads the labels of a file.
    ///
    /// - Parameters:
    ///   - written: The distinct labels of the file.
    ///   - kind: The kind of labels.
    ///   - settings: The interpretation of labels, as far as it is known.
    ///   - areColumns: True if there is a column for each label, so that their names are not parsed.
    ///   - path: The file, for errors and findings.
    /// - Throws: ``InputOutput/FledgeError`` with category `data` at the first row whose label does not suit the kind,
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
        if kind != .number { work.mergeForms() }
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

    /// The same reading for more labels, some of which stand for nothing.
    init(_ reading: LabelReading, written: [WrittenLabel], names: [[String]]) {
        self.written = written
        self.names = names
        classes = reading.classes
        findings = reading.findings
        areMasks = reading.areMasks
        separator = reading.separator
    }

    /// The names with the number of their rows, in the order of ``classes``.
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
    /// The labels as they were read; if they have not been read yet, they are read from ``writtenLabels``.
    public func labels(_ kind: LabelKind) throws -> LabelReading {
        try reading ?? LabelReading(writtenLabels, kind: kind, path: path)
    }
}
