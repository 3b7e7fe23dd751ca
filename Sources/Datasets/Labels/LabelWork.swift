import InputOutput

/// The labels of a file while they are read: each written label with the names that it stands for so far.
struct LabelWork {
    let written: [WrittenLabel]
    let path: String
    var names: [[String]]
    private(set) var findings: [DataFinding] = []
    /// Names of classes that need not occur, as with the positions of a mask.
    var furtherNames: [String] = []
    /// Tells whether the labels are masks of 0 and 1.
    var areMasks = false
    /// The separator that was found between several labels, besides `|`.
    var separator: String?

    init(_ written: [WrittenLabel], path: String) {
        self.written = written
        self.path = path
        names = written.map { [$0.text] }
    }

    var allNames: [String] { furtherNames + names.flatMap(\.self) }

    func place(_ label: WrittenLabel) -> String { "\(path):\(label.line)" }

    /// The label whose first row comes first in the file.
    func first(_ labels: [WrittenLabel]) -> WrittenLabel? { labels.min { $0.line < $1.line } }

    /// Records a finding about some labels.
    mutating func find(_ code: DataFinding.Code, _ labels: [WrittenLabel], _ sentence: String) {
        findings.append(
            DataFinding(
                code, file: path, line: first(labels)?.line, count: labels.reduce(0) { $0 + $1.count }, sentence))
    }

    // MARK: Names

    /// Replaces names with those in the settings.
    mutating func rename(_ settings: LabelSettings) {
        guard !settings.names.isEmpty else { return }
        names = names.map { $0.map { renamed($0, settings) } }
    }

    /// The name of a label in the settings, including one that is given for another spelling of its number.
    func renamed(_ name: String, _ settings: LabelSettings) -> String {
        if let found = settings.names[name] { return found }
        guard !settings.names.isEmpty, let value = LabelIdentity.value(name) else { return name }
        let same = settings.names.filter { LabelIdentity.value($0.key) == value }
        return same.count == 1 ? same.values.first ?? name : name
    }

    /// Checks that every name is one of the ordered classes.
    func requireNames(among order: [String]) throws {
        for (label, names) in zip(written, names) {
            for name in names where !order.contains(name) {
                throw FledgeError(
                    .data, at: place(label), "the label \"\(Spelling.shortened(name))\" is not in the order of labels",
                    expected: "one of \(Spelling.list(order))", advice: Spelling.suggestion(for: name, among: order))
            }
        }
    }
}
