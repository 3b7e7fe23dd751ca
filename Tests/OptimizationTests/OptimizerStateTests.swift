import Optimization
import TensorKernels
import TestSupport
import Testing

/// Training that ends, is saved, and is resumed in the memory of another process.
struct OptimizerStateTests {
    static let makers: [(name: String, make: TableTraining.OptimizerMaker)] = [
        ("AdamW", { groups, gradients, _ in AdamW(groups: groups, gradients: gradients) }),
        ("Adafactor", { groups, gradients, _ in Adafactor(groups: groups, gradients: gradients) }),
        (
            "Adafactor with a first moment",
            { groups, gradients, _ in
                var settings = Adafactor.Settings()
                settings.beta1 = 0.9
                settings.scalesByParameter = true
                return Adafactor(groups: groups, gradients: gradients, settings: settings)
            }
        ),
        (
            "AdamW with pretrained decay",
            { groups, gradients, parameters in
                PretrainedDecay(
                    AdamW(groups: groups, gradients: gradients), strength: 0.3, towards: parameters,
                    gradients: gradients
                ) { $0.name != "bias" }
            }
        ),
    ]

    /// One update with everything that can happen in one.
    private func update(_ training: TableTraining, _ step: Int, on team: ThreadTeam) {
        training.gradients.setActive { entry in
            switch entry.name {
            case "word": step % 6 != 2
            case "position": step >= 9
            default: true
            }
        }
        let rows = (0..<3).map { Int32((step * 17 + $0 * 5) % TableTraining.wordRowCount) }
        training.add(TableTraining.Batch(wordRows: rows, positionRows: [Int32(step % 20)], seed: UInt64(step)))
        let norm = GradientClipping.norm(training.gradients, on: team)
        training.step(
            learningRate: 0.02 / Double(1 + step), scale: GradientClipping.scale(norm: norm, maximum: 2), on: team)
    }

    @Test(arguments: makers.indices, [8, 9, 15])
    func `a restored optimiser goes on with the same bits`(maker: Int, savedAt: Int) throws {
        let make = Self.makers[maker].make
        let uninterrupted = TableTraining(.rows, optimizer: make)
        let first = TableTraining(.rows, optimizer: make)
        let team = ThreadTeam(count: 2)
        for step in 0..<30 { update(uninterrupted, step, on: team) }
        for step in 0..<savedAt { update(first, step, on: team) }

        let optimizer = try #require(first.optimizer)
        let state = optimizer.state
        let saved = Dictionary(uniqueKeysWithValues: state.map { ($0.name, Array($0.values)) })
        let parameters = ParameterStore(layout: first.parameters.layout)
        parameters.copyValues(from: first.parameters)
        let stepCounts = optimizer.stepCounts
        #expect(saved.count == state.count)
        #expect(state.allSatisfy { $0.shape.reduce(1, *) == $0.values.count })

        let second = TableTraining(.rows, optimizer: make)
        second.parameters.copyValues(from: parameters)
        try second.optimizer?.restore(stepCounts: stepCounts) { tensor in
            _ = try tensor.values.update(from: #require(saved[tensor.name]))
        }
        for step in savedAt..<30 {
            update(second, step, on: team)
            update(first, step, on: team)
        }
        #expect(second.optimizer?.stepCounts == uninterrupted.optimizer?.stepCounts)
        #expect(uninterrupted.optimizer?.stepCounts == [25, 21, 30, 30])
        #expect(second.bits == uninterrupted.bits, "\(Self.makers[maker].name)")
        #expect(first.bits == uninterrupted.bits, "\(Self.makers[maker].name)")
        let states = [second, uninterrupted].map { training in
            training.optimizer?.state.flatMap { $0.values.map(\.bitPattern) } ?? []
        }
        #expect(states[0] == states[1])
        #expect(!states[0].isEmpty)
    }

    @Test func `state is named after the parameters`() {
        let stores = Stores { $0 == "query.weight" || $0 == "query.bias" }
        let groups = ParameterGroup.decayed(by: 0, in: stores.gradients)
        let adamW = AdamW(groups: groups, gradients: stores.gradients).state
        #expect(
            adamW.map(\.name) == [
                "query.weight.exp_avg", "query.weight.exp_avg_sq", "query.bias.exp_avg", "query.bias.exp_avg_sq",
            ])
        #expect(adamW.map(\.shape) == [[5, 7], [5, 7], [5], [5]])
        let adafactor = Adafactor(groups: groups, gradients: stores.gradients).state
        #expect(
            adafactor.map(\.name) == [
                "query.weight.exp_avg_sq_row", "query.weight.exp_avg_sq_col", "query.bias.exp_avg_sq",
            ])
        #expect(adafactor.map(\.shape) == [[5], [7], [5]])
    }

    @Test func `what cannot be read is passed on`() {
        struct Missing: Error {}
        let stores = Stores()
        let optimizer = AdamW(
            groups: ParameterGroup.decayed(by: 0, in: stores.gradients), gradients: stores.gradients)
        #expect(throws: Missing.self) { try optimizer.restore(stepCounts: [1, 1]) { _ in throw Missing() } }
    }
}
