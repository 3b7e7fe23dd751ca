import Datasets
import Foundation

/// The token ids that occur in a text, each counted once and weighted by its rarity.
struct BagOfWords {
    /// The column and the weight of each id that occurs in training.
    private let columns: [Int32: (column: Int, weight: Float)]

    /// Takes the ids of the training rows. An id that occurs in all rows is uninformative and has no column.
    init(_ examples: ClassificationExamples) {
        var rowCounts: [Int32: Int] = [:]
        for row in Self.rows(examples) {
            for id in row { rowCounts[id, default: 0] += 1 }
        }
        let count = examples.count
        let ids = rowCounts.filter { $0.value < count }.keys.sorted()
        columns = Dictionary(
            uniqueKeysWithValues: ids.enumerated().map { column, id in
                let weight = log(Double(1 + count) / Double(1 + (rowCounts[id] ?? 0))) + 1
                return (id, (column, Float(weight)))
            })
    }

    /// The features of the rows, in the order of the examples; ids that do not occur in training are left out.
    func features(_ examples: ClassificationExamples) -> FeatureMatrix {
        let rows = Self.rows(examples).map { row in
            row.compactMap { columns[$0] }.sorted { $0.column < $1.column }
                .map { (column: $0.column, value: $0.weight) }
        }
        return FeatureMatrix(rows: rows, width: max(columns.count, 1))
    }

    private static func rows(_ examples: ClassificationExamples) -> [Set<Int32>] {
        guard case .tokens(let rows) = examples.input else { preconditionFailure("words are made of tokens") }
        return rows.map { Set($0.ids) }
    }
}
