/// The header of a table, for recognizing repetitions in the table.
final class RepeatedHeader {
    enum Comparison {
        /// The cells are the names of the columns.
        case same
        /// The cells are the names of the columns in another order.
        case reordered
        case different
    }

    private let names: [String]
    /// The maximum number of bytes of a record that may be the header.
    let longest: Int
    /// Tells for each byte whether the header may begin with it.
    private var isFirst = [Bool](repeating: false, count: 256)

    /// - Returns: `nil` for a single column, whose name may well occur as a text.
    init?(_ header: [String]) {
        guard header.count > 1, Set(header).count == header.count else { return nil }
        names = header.map { $0.trimmed.lowercased() }
        // Leaves room for quotes and spaces around each name, and a separator.
        longest = header.reduce(0) { $0 + $1.utf8.count } + 8 * header.count
        for name in names {
            guard let byte = name.utf8.first else { continue }
            isFirst[Int(byte)] = true
            if let byte = name.uppercased().utf8.first { isFirst[Int(byte)] = true }
        }
        for byte in " \"\t".utf8 { isFirst[Int(byte)] = true }
    }

    /// Tells whether a record is worth comparing.
    func mayBe(_ record: UnsafeRawBufferPointer) -> Bool {
        guard let byte = record.first else { return false }
        return isFirst[Int(byte)]
    }

    func comparison(with cells: [String]) -> Comparison {
        guard cells.count == names.count else { return .different }
        let cells = cells.map { $0.trimmed.lowercased() }
        if cells == names { return .same }
        return cells.sorted() == names.sorted() ? .reordered : .different
    }
}
