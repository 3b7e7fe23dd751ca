import Foundation
import Optimization
import TensorKernels
import TestSupport
import Testing

struct PretrainedDecayTests {
    private static let strength: Float = 0.4
    private static let make: TableTraining.OptimizerMaker = { groups, gradients, parameters in
        PretrainedDecay(
            AdamW(groups: groups, gradients: gradients), strength: strength, towards: parameters, gradients: gradients
        ) { $0.name != "bias" }
    }

    private func batch(_ step: Int) -> TableTraining.Batch {
        TableTraining.Batch(
            wordRows: [Int32(step * 7 % 31), 40, Int32(step)], positionRows: [Int32(step % 4)], seed: UInt64(step))
    }

    /// A parameter of AdamW with the pull towards its pretrained value, in double precision.
    private struct Reference {
        var value: Double, first = 0.0, second = 0.0
        let origin: Double

        init(_ value: Float) { (self.value, origin) = (Double(value), Double(value)) }

        mutating func step(_ number: Int, gradient: Double, rate: Double, weightDecay: Double, pull: Double) {
            value -= rate * weightDecay * value
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient * gradient
            let root = (second / (1 - pow(0.999, Double(number)))).squareRoot()
            value -= rate * first / (1 - pow(0.9, Double(number))) / (root + 1e-8)
            value -= rate * pull * (value - origin)
        }
    }

    @Test func `weights are pulled back after each step, of tables the rows with gradients`() throws {
        let training = TableTraining(.rows, weightDecay: 0.1, optimizer: Self.make)
        let layout = training.parameters.layout
        let factors: [String: (rate: Double, decay: Double, isPulled: Bool)] = [
            "word": (1, Double(Float(0.1)), true), "position": (0.5, 0, true),
            "weight": (1, Double(Float(0.01)), true), "bias": (2, 0, false),
        ]
        var references = layout.indices.map { training.parameters.values($0).map { Reference($0) } }
        for step in 0..<15 {
            let batch = batch(step)
            let isActive = step % 4 != 3
            training.gradients.setActive { isActive || $0.name != "weight" }
            training.add(batch)
            for (number, index) in layout.indices.enumerated() where training.gradients.isTrainable(index) {
                let factor = try #require(factors[layout[index].name])
                let rows: [Int32] = layout[index].name == "word" ? batch.wordRows : batch.positionRows
                let offset = try #require(training.gradients.offset(index))
                let steps = layout[index].name == "weight" ? step - step / 4 + 1 : step + 1
                for element in references[number].indices {
                    let row = Int32(element / TableTraining.columns)
                    let isPulled = factor.isPulled && (!layout[index].isTable || rows.contains(row))
                    references[number][element].step(
                        steps, gradient: Double(training.gradients.storage[offset + element]),
                        rate: factor.rate * 0.1, weightDecay: factor.decay,
                        pull: isPulled ? Double(Self.strength) : 0)
                }
            }
            training.step(learningRate: 0.1, on: ThreadTeam(count: 2))
        }
        for (number, index) in layout.indices.enumerated() {
            let measured = training.parameters.values(index).map(Double.init)
            #expect(
                largestDifference(measured, references[number].map(\.value)) <= 1e-5, "\(layout[index].name)")
        }
    }

    @Test func `rows that wait have the bits of rows that do not`() {
        let team = ThreadTeam(count: 3)
        let (waiting, prompt) = (TableTraining(.rows, optimizer: Self.make), TableTraining(.rows, optimizer: Self.make))
        for step in 0..<60 {
            for training in [waiting, prompt] {
                training.add(batch(step))
                training.step(learningRate: 0.05, on: team)
            }
            prompt.parameters.bringUpToDate()
        }
        #expect(waiting.storedBits != prompt.storedBits)
        #expect(waiting.bits == prompt.bits)
    }

    @Test func `without strength it is the optimiser that it wraps`() {
        let plain = TableTraining(.rows)
        let make: TableTraining.OptimizerMaker = { groups, gradients, parameters in
            PretrainedDecay(
                AdamW(groups: groups, gradients: gradients), strength: 0, towards: parameters, gradients: gradients
            ) { _ in true }
        }
        let wrapped = TableTraining(.rows, optimizer: make)
        for step in 0..<10 {
            for training in [plain, wrapped] {
                training.add(batch(step))
                training.step(learningRate: 0.05, on: ThreadTeam(count: 1))
            }
        }
        #expect(plain.bits == wrapped.bits)
        #expect(wrapped.optimizer?.stepCounts == [10, 10, 10, 10])
        #expect(wrapped.optimizer?.state.map(\.name) == plain.optimizer?.state.map(\.name))
    }
}
