/// A column that labelling adds to rows.
package struct LabelColumn: Sendable, Equatable {
    /// The content of a column.
    package enum Kind: Sendable, Equatable {
        case text
        case number
        /// Several texts: an array in JSON, separated by | in tables.
        case labels
        /// A number for each of these names: an object in JSON, a column `name_label` for each in tables.
        case numbers(names: [String])
        /// This many numbers: an array in JSON, 32-bit floats in NumPy and SQLite.
        case vector(count: Int)
        /// A JSON value, which tables hold as text.
        case json
        /// Lines of CoNLL columns, which only CoNLL files can hold.
        case lines
    }

    package let name: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The table columns that this one becomes.
    var tableNames: [String] {
        switch kind {
        case .text, .number, .labels, .json, .lines: [name]
        case .numbers(let names): names.map { "\(name)_\($0)" }
        case .vector(let count): (1...max(count, 1)).map { "\(name)_\($0)" }
        }
    }
}

/// The value of a column for a row. Its case matches the column's kind, or is `absent`.
package enum LabelValue: Sendable, Equatable {
    /// No value: an empty cell, or null in JSON.
    case absent
    case text(String)
    case number(Float)
    case labels([String])
    /// The numbers of a `numbers` or `vector` column, in its order.
    case numbers([Float])
    /// A JSON value in its written form, without line breaks.
    case json(String)
    /// Lines with a word and its tag.
    case lines([String])
}
