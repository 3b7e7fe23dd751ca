import Optimization
import TensorKernels
import TestSupport
import Testing

struct ExponentialMovingAverageTests {
    private let team = ThreadTeam(count: 2)

    /// Gives all parameters new random values, like a step of an optimizer.
    private func move(_ stores: Stores, _ generator: inout SeededGenerator) {
        let values = generator.floats(stores.layout.count)
        stores.parameters.start.update(from: values, count: values.count)
    }

    @Test(arguments: [false, true])
    func `the average is that in double precision`(warmsUp: Bool) {
        let stores = Stores { $0 != "key.weight" }
        var generator = SeededGenerator(2)
        move(stores, &generator)
        let average = ExponentialMovingAverage(
            of: stores.parameters, decay: 0.6, warmsUp: warmsUp, gradients: stores.gradients)
        var reference = (0..<stores.layout.count).map { Double(stores.parameters.start[$0]) }
        let start = reference
        for step in 1...12 {
            move(stores, &generator)
            average.update(from: stores.parameters, on: team)
            let kept = warmsUp ? min(0.6, Double(1 + step) / Double(10 + step)) : 0.6
            for place in reference.indices {
                reference[place] = kept * reference[place] + (1 - kept) * Double(stores.parameters.start[place])
            }
        }
        #expect(average.updateCount == 12)
        for index in stores.layout.indices {
            let isTrained = stores.gradients.isTrainable(index)
            let expected = (isTrained ? reference : start)[stores.layout[index].range]
            #expect(largestDifference(average.parameters.values(index).map(Double.init), expected) <= 1e-6)
        }
        let names = stores.layout.entries.map(\.name).filter { $0 != "key.weight" }
        #expect(average.state.map(\.name) == names)
    }

    @Test func `an average sees updates that were put off`() {
        let trainings = TableTraining.Kind.allCases.map { TableTraining($0) }
        let bits = trainings.map { training in
            let average = ExponentialMovingAverage(
                of: training.parameters, decay: 0.9, warmsUp: true, gradients: training.gradients)
            for step in 0..<10 {
                training.add(
                    TableTraining.Batch(wordRows: [Int32(step)], positionRows: [2], seed: UInt64(step)))
                training.step(learningRate: 0.1, on: team)
                average.update(from: training.parameters, on: team)
            }
            return average.state.flatMap { $0.values.map(\.bitPattern) }
        }
        #expect(bits[0] == bits[2])
        #expect(bits[1] == bits[2])
    }

    @Test func `a restored average goes on with the same bits`() throws {
        let stores = Stores()
        var generator = SeededGenerator(9)
        let average = ExponentialMovingAverage(
            of: stores.parameters, decay: 0.99, warmsUp: true, gradients: stores.gradients)
        for _ in 0..<3 {
            move(stores, &generator)
            average.update(from: stores.parameters, on: team)
        }
        let saved = Dictionary(uniqueKeysWithValues: average.state.map { ($0.name, Array($0.values)) })
        let restored = ExponentialMovingAverage(
            of: stores.parameters, decay: 0.99, warmsUp: true, gradients: stores.gradients)
        try restored.restore(updateCount: average.updateCount) { tensor in
            _ = try tensor.values.update(from: #require(saved[tensor.name]))
        }
        for _ in 0..<3 {
            move(stores, &generator)
            average.update(from: stores.parameters, on: team)
            restored.update(from: stores.parameters, on: ThreadTeam(count: 1))
        }
        let bits = [average, restored].map { $0.state.flatMap { $0.values.map(\.bitPattern) } }
        #expect(bits[0] == bits[1])
        #expect(restored.updateCount == 6)
    }
}
