import Optimization
import TensorKernels
import TestSupport

/// Parameters with two tables, in several kinds of layouts and access patterns, with an optimizer.
final class TableTraining {
    enum Kind: CaseIterable {
        /// Rows of tables are touched one by one.
        case rows
        /// Every batch touches whole tables.
        case wholeTables
        /// The layout has no tables.
        case noTables
    }

    /// Creates an optimizer other than AdamW.
    typealias OptimizerMaker = @Sendable ([ParameterGroup], GradientStore, ParameterStore) -> any Optimizer

    /// The gradients of some rows; all others are zero.
    struct Batch {
        let wordRows: [Int32]
        let positionRows: [Int32]
        let seed: UInt64
        var size: Float = 1
    }

    static let wordRowCount = 203, positionRowCount = 24, columns = 37

    let kind: Kind
    let parameters: ParameterStore
    let gradients: GradientStore
    let word: ParameterLayout.Index, position: ParameterLayout.Index
    private let frozen: ParameterLayout.Index, weight: ParameterLayout.Index, bias: ParameterLayout.Index
    private(set) var optimizer: (any Optimizer)?

    init(
        _ kind: Kind, weightDecay: Float = 0.1, settings: AdamW.Settings = AdamW.Settings(),
        isTrained: (String) -> Bool = { $0 != "frozen" }, optimizer: OptimizerMaker? = nil
    ) {
        self.kind = kind
        var layout = ParameterLayout()
        func add(table name: String, rows: Int) -> ParameterLayout.Index {
            kind == .noTables
                ? layout.add(name, shape: [rows, Self.columns])
                : layout.addTable(name, rows: rows, columns: Self.columns)
        }
        word = add(table: "word", rows: Self.wordRowCount)
        position = add(table: "position", rows: Self.positionRowCount)
        frozen = add(table: "frozen", rows: 3)
        weight = layout.add("weight", shape: [40, Self.columns])
        bias = layout.add("bias", shape: [Self.columns])
        parameters = ParameterStore(layout: layout)
        gradients = GradientStore(layout: layout) { isTrained($0.name) }
        var generator = SeededGenerator(5)
        for index in layout.indices {
            _ = parameters.values(index).update(from: generator.floats(layout[index].count))
        }
        let groups = [
            ParameterGroup(weightDecay: weightDecay, in: gradients) { $0.name == "word" },
            ParameterGroup(learningRateFactor: 0.5, weightDecay: 0, in: gradients) { $0.name == "position" },
            ParameterGroup(weightDecay: 0.01, in: gradients) { $0.name == "weight" },
            ParameterGroup(learningRateFactor: 2, weightDecay: 0, in: gradients) { $0.name == "bias" },
        ]
        self.optimizer =
            optimizer?(groups, gradients, parameters)
            ?? AdamW(groups: groups, gradients: gradients, settings: settings)
    }

    /// Adds the gradients of a batch.
    func add(_ batch: Batch) {
        var generator = SeededGenerator(batch.seed)
        for (table, rows) in [(word, batch.wordRows), (position, batch.positionRows)] {
            let start = kind == .rows ? gradients.pointer(table, touching: rows) : gradients.pointer(table)
            for row in rows {
                let slopes = generator.floats(Self.columns)
                for column in slopes.indices {
                    start?[Int(row) * Self.columns + column] += slopes[column] * batch.size
                }
            }
        }
        for index in [weight, bias] { addEverywhere(index, &generator) }
    }

    /// Adds gradients to all rows of the word table, like a tied decoder.
    func addToWholeWordTable(seed: UInt64) {
        var generator = SeededGenerator(seed)
        addEverywhere(word, &generator)
    }

    private func addEverywhere(_ index: ParameterLayout.Index, _ generator: inout SeededGenerator) {
        let slopes = generator.floats(gradients.layout[index].count)
        guard let start = gradients.pointer(index) else { return }
        for (element, slope) in slopes.enumerated() { start[element] += slope }
    }

    func step(learningRate: Double, scale: Float = 1, on team: ThreadTeam) {
        optimizer?.step(
            parameters, gradients, learningRate: Float(learningRate), gradientScale: scale, on: team)
    }

    func dropOptimizer() { optimizer = nil }

    /// The bits of some rows, as a forward pass sees them.
    func bits(_ table: ParameterLayout.Index, rows: [Int32]) -> [UInt32] {
        let start = parameters.pointer(table, reading: rows)
        return rows.flatMap { row in
            (0..<Self.columns).map { start[Int(row) * Self.columns + $0].bitPattern }
        }
    }

    /// The bits of all parameters, as a copy of the store has them.
    var bits: [UInt32] {
        let copy = ParameterStore(layout: parameters.layout)
        copy.copyValues(from: parameters)
        return parameters.layout.indices.flatMap { copy.values($0).map(\.bitPattern) }
    }

    /// The bits in memory, whether or not they are up to date.
    var storedBits: [UInt32] {
        parameters.layout.entries.flatMap { entry in
            entry.range.map { parameters.storage[$0].bitPattern }
        }
    }
}
