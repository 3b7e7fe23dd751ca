import InputOutput

/// The mapping from the labels of a file to a model's classes or labels.
public struct LabelMatching: Sendable, Equatable {
    /// The class index of each label of the file; labels that match no class are missing.
    public let indices: [String: Int]
    /// The labels of the file that match no class, in the order of their first rows.
    public let unseen: [WrittenLabel]
    /// Findings about labels that were not read literally.
    public let findings: [DataFinding]
    private let known: [String]
    private let path: String

    /// Matches each label with the known classes: as it is written, or else as another spelling of the same number or
    /// Boolean, or else as a name that differs only in capitalization, whitespace or Unicode form, or else, if all classes
    /// are 0, 1 or Booleans, as the other spelling of these.
    ///
    /// - Parameters:
    ///   - labels: The labels of the file.
    ///   - known: The names of the classes by index.
    ///   - allowsClassNumbers: Accepts integers as the indices, from 0, of classes that all have names, as in
    ///     `transformers`, but only if no label of the file matches a class otherwise.
    ///   - path: The file, for findings.
    public init(_ labels: [WrittenLabel], among known: [String], allowsClassNumbers: Bool, path: String) {
        var indices: [String: Int] = [:]
        var respelled: [WrittenLabel] = []
        let exact = LabelSet(names: known)
        let byValue = Self.unique(known, by: LabelIdentity.value)
        let byFolding = Self.unique(known, by: LabelIdentity.folded)
        let areMarks = known.allSatisfy { LabelMask.isSet($0) != nil }
        let byMark = areMarks ? Self.unique(known) { LabelMask.isSet($0).map(String.init) } : [:]
        for label in labels {
            if let index = exact.index(of: label.text) {
                indices[label.text] = index
                continue
            }
            let value = LabelIdentity.value(label.text)
            guard
                let index = value.flatMap({ byValue[$0] }) ?? byFolding[LabelIdentity.folded(label.text)]
                    ?? LabelMask.isSet(label.text).flatMap({ byMark[String($0)] })
            else { continue }
            indices[label.text] = index
            respelled.append(label)
        }
        var findings: [DataFinding] = []
        if !respelled.isEmpty {
            let pairs = respelled.map { "\"\($0.text)\" as \"\(known[indices[$0.text] ?? 0])\"" }
            findings.append(
                Self.finding(.labelSpelling, respelled, "labels are read in another spelling: ", pairs, path))
        }
        if indices.isEmpty, allowsClassNumbers, let numbers = Self.classNumbers(labels, among: known) {
            indices = numbers
            let pairs = labels.map { "\($0.text) is \"\(known[numbers[$0.text] ?? 0])\"" }
            findings.append(
                Self.finding(
                    .classNumbers, labels, "labels are read as the model's indices of classes (id2label): ", pairs, path
                ))
        }
        self.indices = indices
        self.findings = findings
        unseen = labels.filter { indices[$0.text] == nil }.sorted { $0.line < $1.line }
        self.known = known
        self.path = path
    }

    /// Checks that each label matches a class.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` at the first row whose label matches no class.
    public func requireNoneUnseen() throws {
        guard let label = unseen.first else { return }
        _ = try LabelSet(names: known).index(of: label.text, at: "\(path):\(label.line)")
    }

    /// Checks that some label matches a class, since an evaluation would otherwise be meaningless.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` that explains how labels can be renamed.
    public func requireSomeKnown() throws {
        guard indices.isEmpty, let example = unseen.first, let name = known.first else { return }
        throw FledgeError(
            .data, at: "\(path):\(example.line)", "no label of the file is one of the model's",
            expected: "one of \(Spelling.list(known))",
            found: Spelling.list(unseen.map(\.text)),
            advice: "say which label is which, such as --label-names \"\(example.text)=\(name)\", or give indices of "
                + "classes from 0 to \(known.count - 1)")
    }

    /// The finding about labels that match no class; `nil` if there are none.
    ///
    /// - Parameter sentence: The words before the labels.
    public func unseenFinding(_ sentence: String) -> DataFinding? {
        guard !unseen.isEmpty else { return nil }
        let names = unseen.map { label in
            Spelling.suggestion(for: label.text, among: known).map { "\"\(label.text)\" (\($0))" }
                ?? "\"\(label.text)\""
        }
        return Self.finding(.unseenLabels, unseen, sentence, names, path)
    }

    private static func finding(
        _ code: DataFinding.Code, _ labels: [WrittenLabel], _ sentence: String, _ items: [String], _ path: String
    ) -> DataFinding {
        let rest = items.count > 6 ? " and \(items.count - 6) more" : ""
        return DataFinding(
            code, file: path, line: labels.map(\.line).min(), count: labels.reduce(0) { $0 + $1.count },
            sentence + items.prefix(6).joined(separator: ", ") + rest)
    }

    /// The index of each name by a key that its other spellings share, if no other name has the same key.
    private static func unique(_ names: [String], by key: (String) -> String?) -> [String: Int] {
        var found: [String: Int] = [:]
        var ambiguous: Set<String> = []
        for (index, name) in names.enumerated() {
            guard let key = key(name) else { continue }
            if let other = found[key], names[other] != name { ambiguous.insert(key) }
            found[key] = found[key] ?? index
        }
        return found.filter { !ambiguous.contains($0.key) }
    }

    /// The class indices of the labels, if they are integers and all classes have names that rule out other
    /// interpretations.
    private static func classNumbers(_ labels: [WrittenLabel], among known: [String]) -> [String: Int]? {
        guard !labels.isEmpty, known.allSatisfy({ LabelIdentity.value($0) == nil }) else { return nil }
        var indices: [String: Int] = [:]
        for label in labels {
            guard let number = NumberText(label.text), number.isWhole, let index = Int(number.canonical),
                known.indices.contains(index)
            else { return nil }
            indices[label.text] = index
        }
        return indices
    }
}
