package import Datasets

/// What a labeller says of rows, and what it cost.
package struct LabelledRows: Sendable {
    /// For each row, a value for each column.
    package var values: [[LabelValue]]
    /// The number of tokens that models saw of each row.
    package var tokenCounts: [Int]
    /// Whether a row's text was too long and was cut.
    package var wereCut: [Bool]

    package init(values: [[LabelValue]], tokenCounts: [Int], wereCut: [Bool]) {
        self.values = values
        self.tokenCounts = tokenCounts
        self.wereCut = wereCut
    }
}

/// Adds columns to rows: a model, or several.
///
/// What it says of a row depends on the row's text and second text alone.
package protocol TextLabeller: Sendable {
    /// The columns that it adds, with different names.
    var columns: [LabelColumn] { get }
    /// All that shapes the values, by name: model, precision, options. Two labellers with equal settings give the same.
    var settings: [String: String] { get }
    /// Whether each bit of a row's values is the same whatever other rows are labelled with it.
    var isIndependentOfNeighbours: Bool { get }

    /// Labels rows, in their order; one call at a time.
    ///
    /// - Throws: `FledgeError` where the model cannot label them.
    func label(_ rows: [Row]) throws -> LabelledRows
}
