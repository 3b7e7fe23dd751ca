import InputOutput

/// The names of the classes, in the order of their indices. Names are equal if their bytes are.
public struct LabelSet: Sendable, Equatable {
    /// The names by index.
    public let names: [String]
    private let indices: [ExactText: Int]

    /// The classes of a model, in the model's order. If a name occurs twice, the first one counts.
    public init(names: [String]) {
        self.names = names
        indices = Dictionary(zip(names.map(ExactText.init), names.indices)) { first, _ in first }
    }

    /// The classes that occur in a dataset: in numeric order if all are numbers, otherwise in alphabetical order.
    public init(sorting labels: some Sequence<String>) {
        let distinct = Set(labels.map(ExactText.init)).sorted().map(\.text)
        let numbers = distinct.compactMap { name in Double(name).map { ($0, name) } }
        if numbers.count == distinct.count, numbers.allSatisfy({ $0.0.isFinite }) {
            self.init(names: numbers.sorted { $0 < $1 }.map(\.1))
        } else {
            self.init(names: distinct)
        }
    }

    /// The classes that occur in rows, sorted.
    public init(of rows: some Sequence<Row>) { self.init(sorting: rows.lazy.compactMap(\.label)) }

    /// The index of a class; `nil` for an unknown name.
    public func index(of name: String) -> Int? { indices[ExactText(name)] }

    /// The index of a class that a row of another dataset names.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` for a label that does not occur in training.
    public func index(of name: String, at place: String) throws -> Int {
        if let index = index(of: name) { return index }
        throw FledgeError(
            .data, at: place, "the label \"\(Spelling.shortened(name))\" does not occur in training",
            expected: "one of \(Spelling.list(names))", advice: Spelling.suggestion(for: name, among: names))
    }

    /// Checks that there are at least two classes.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` for fewer than two classes.
    public func requireSeveral(at path: String) throws {
        guard names.count < 2 else { return }
        throw FledgeError(
            .data, at: path, names.isEmpty ? "no label" : "only one label",
            expected: "at least two different labels", found: names.isEmpty ? nil : Spelling.list(names))
    }
}
