/// A column that labelling adds to rows.
package struct LabelColumn: Sendable, Equatable {
    /// What stands in the column.
    package enum Kind: Sendable, Equatable {
        case text
        case number
        /// Several texts: an array in JSON, with | between them in tables.
        case labels
        /// A number for each of these names: an object in JSON, a column `name_label` for each in tables.
        case numbers(names: [String])
        /// So many numbers: an array in JSON, 32-bit floats in NumPy and SQLite.
        case vector(count: Int)
        /// A JSON value, which tables have as text.
        case json
        /// Lines of CoNLL columns, which only a file of such lines holds.
        case lines
    }

    package let name: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The columns that a table has for this one.
    var tableNames: [String] {
        switch kind {
        case .text, .number, .labels, .json, .lines: [name]
        case .numbers(let names): names.map { "\(name)_\($0)" }
        case .vector(let count): (1...max(count, 1)).map { "\(name)_\($0)" }
        }
    }
}

/// What a column says of a row. Its case is that of the column's kind, or `absent`.
package enum LabelValue: Sendable, Equatable {
    /// Nothing can or should be said: an empty cell, null in JSON.
    case absent
    case text(String)
    case number(Float)
    case labels([String])
    /// The numbers of a column `numbers` or `vector`, in its order.
    case numbers([Float])
    /// A JSON value as it is to be written, without line breaks.
    case json(String)
    /// Lines of a word and its tag.
    case lines([String])
}
