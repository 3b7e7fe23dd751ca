import Foundation
import Optimization
import TensorKernels
import TestSupport
import Testing

struct AdafactorTests {
    struct Recorded: Decodable {
        struct Step: Decodable {
            let learningRate: Float
            let gradients: [String: [Float]]
            let parameters: [String: [Float]]

            enum CodingKeys: String, CodingKey {
                case gradients, parameters
                case learningRate = "learning_rate"
            }
        }

        let name: String
        let weightDecay: Float
        let scalesByParameter: Bool
        let beta1: Float?
        let clippingThreshold: Double
        let gradientScale: Float
        let initial: [String: [Float]]
        let steps: [Step]
        let state: [String: [Float]]

        enum CodingKeys: String, CodingKey {
            case name, beta1, initial, steps, state
            case weightDecay = "weight_decay"
            case scalesByParameter = "scales_by_parameter"
            case clippingThreshold = "clipping_threshold"
            case gradientScale = "gradient_scale"
        }
    }

    private static let shapes = [
        ("table", [9, 5]), ("wide.weight", [3, 11]), ("tall.weight", [8, 2]), ("wide.bias", [11]),
    ]

    private func recorded() throws -> [Recorded] {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Optimization/adafactor.json")))
        return try JSONDecoder().decode([Recorded].self, from: data)
    }

    /// The error relative to the largest number, which allows for rounding of the sums.
    private func error(_ measured: [Float], _ expected: [Float]) -> Float {
        largestDifference(measured, expected) / (expected.map(abs).max() ?? 0)
    }

    @Test(arguments: [true, false], [1, 2])
    func `steps are those of transformers`(hasTable: Bool, threads: Int) throws {
        let cases = try recorded()
        #expect(cases.count == 5)
        for example in cases {
            var layout = ParameterLayout()
            for (name, shape) in Self.shapes {
                _ =
                    name == "table" && hasTable
                    ? layout.addTable(name, rows: shape[0], columns: shape[1]) : layout.add(name, shape: shape)
            }
            let (parameters, gradients) = (
                ParameterStore(layout: layout), GradientStore(layout: layout) { _ in true }
            )
            for index in layout.indices {
                _ = try parameters.values(index).update(from: #require(example.initial[layout[index].name]))
            }
            var settings = Adafactor.Settings()
            settings.scalesByParameter = example.scalesByParameter
            settings.beta1 = example.beta1
            settings.clippingThreshold = example.clippingThreshold
            let groups = [
                ParameterGroup(weightDecay: example.weightDecay, in: gradients) { !$0.name.hasSuffix("bias") },
                ParameterGroup(learningRateFactor: 0.5, weightDecay: 0, in: gradients) { $0.name.hasSuffix("bias") },
            ]
            let optimizer = Adafactor(groups: groups, gradients: gradients, settings: settings)
            let team = ThreadTeam(count: threads)
            for (number, step) in example.steps.enumerated() {
                for index in layout.indices {
                    let values = try #require(step.gradients[layout[index].name])
                    let columns = layout[index].shape[layout[index].shape.count - 1]
                    let rows = (0..<layout[index].shape[0]).filter { row in
                        layout[index].isTable && values[row * columns..<(row + 1) * columns].contains { $0 != 0 }
                    }
                    let start =
                        layout[index].isTable
                        ? gradients.pointer(index, touching: rows.map(Int32.init)) : gradients.pointer(index)
                    start?.update(from: values, count: values.count)
                }
                optimizer.step(
                    parameters, gradients, learningRate: step.learningRate, gradientScale: example.gradientScale,
                    on: team)
                for index in layout.indices {
                    let expected = try #require(step.parameters[layout[index].name])
                    let error = error(Array(parameters.values(index)), expected)
                    #expect(error <= 2e-6, "\(example.name), step \(number), \(layout[index].name)")
                    #expect(gradients.touchedRows(of: index).isEmpty)
                }
                #expect((0..<gradients.count).allSatisfy { gradients.storage[$0] == 0 })
            }
            #expect(optimizer.stepCounts == [5, 5])
            #expect(Set(optimizer.state.map(\.name)) == Set(example.state.keys))
            for tensor in optimizer.state {
                let expected = try #require(example.state[tensor.name])
                let error = error(Array(tensor.values), expected)
                #expect(error <= 2e-6, "\(example.name), \(tensor.name)")
                #expect(tensor.shape.reduce(1, *) == expected.count)
            }
        }
    }

    @Test(arguments: [nil, 0.9] as [Float?])
    func `the bits do not depend on the number of threads`(beta1: Float?) {
        let results = [1, 2, 5].map { threads in
            let stores = Stores()
            let team = ThreadTeam(count: threads)
            var generator = SeededGenerator(3)
            stores.parameters.start.update(repeating: 1, count: stores.layout.count)
            var settings = Adafactor.Settings()
            settings.beta1 = beta1
            settings.scalesByParameter = true
            let optimizer = Adafactor(
                groups: ParameterGroup.decayed(by: 0.1, in: stores.gradients), gradients: stores.gradients,
                settings: settings)
            for _ in 0..<3 {
                stores.fillGradients(&generator)
                optimizer.step(
                    stores.parameters, stores.gradients, learningRate: 0.1, gradientScale: 1, on: team)
            }
            return (0..<stores.layout.count).map { stores.parameters.start[$0].bitPattern }
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    @Test func `a parameter of three dimensions is a mistake`() async {
        await #expect(processExitsWith: .failure) {
            var layout = ParameterLayout()
            _ = layout.add("weight", shape: [2, 2, 2])
            let gradients = GradientStore(layout: layout) { _ in true }
            _ = Adafactor(groups: ParameterGroup.decayed(by: 0, in: gradients), gradients: gradients)
        }
    }
}
