package import Datasets

/// A labeller's values for rows, and their cost.
package struct LabelledRows: Sendable {
    /// For each row, a value for each column.
    package var values: [[LabelValue]]
    /// The number of tokens of each row that models processed.
    package var tokenCounts: [Int]
    /// Tells for each row whether its text was truncated.
    package var wereCut: [Bool]

    package init(values: [[LabelValue]], tokenCounts: [Int], wereCut: [Bool]) {
        self.values = values
        self.tokenCounts = tokenCounts
        self.wereCut = wereCut
    }
}

/// Adds columns to rows, with one or several models.
///
/// The values of a row depend only on the row's text and second text.
package protocol TextLabeller: Sendable {
    /// The columns that it adds, with distinct names.
    var columns: [LabelColumn] { get }
    /// All settings that shape the values, by name: model, precision, options. Two labellers with equal settings give
    /// the same values.
    var settings: [String: String] { get }
    /// Tells whether a row's values are the same, bit for bit, regardless of the rows that are labelled with it.
    var isIndependentOfNeighbours: Bool { get }

    /// Labels rows, in their order; one call at a time.
    ///
    /// - Throws: `FledgeError` if the model cannot label them.
    func label(_ rows: [Row]) throws -> LabelledRows
}
