import Foundation
import Optimization
import TensorKernels
import TestSupport
import Testing

/// One parameter of AdamW as in the paper, in double precision.
private struct ReferenceParameter {
    var value: Double
    var first = 0.0
    var second = 0.0

    mutating func step(_ number: Int, gradient: Double, learningRate: Double, weightDecay: Double) {
        value -= learningRate * weightDecay * value
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient * gradient
        let firstCorrected = first / (1 - pow(0.9, Double(number)))
        let secondCorrected = second / (1 - pow(0.999, Double(number)))
        value -= learningRate * firstCorrected / (secondCorrected.squareRoot() + 1e-8)
    }
}

struct AdamWTests {
    /// The optimizer with the usual settings.
    private func optimizer(_ stores: Stores, weightDecay: Float) -> AdamW {
        AdamW(groups: ParameterGroup.decayed(by: weightDecay, in: stores.gradients), gradients: stores.gradients)
    }

    private func isDecayed(_ name: String) -> Bool { !name.hasSuffix("bias") && !name.contains("LayerNorm") }

    @Test(arguments: [1, 3])
    func `twenty steps are those in double precision`(threads: Int) {
        let stores = Stores { $0 != "key.weight" }
        let team = ThreadTeam(count: threads)
        var generator = SeededGenerator(8)
        for index in stores.layout.indices {
            let values = stores.parameters.values(index)
            _ = values.update(from: generator.floats(values.count))
        }
        var reference = stores.layout.indices.map { index in
            stores.parameters.values(index).map { ReferenceParameter(value: Double($0)) }
        }
        let optimizer = optimizer(stores, weightDecay: 0.1)
        for step in 1...20 {
            let (learningRate, scale) = (Float(0.01) / Float(step), Float(step % 2 == 0 ? 1 : 0.25))
            stores.fillGradients(&generator)
            for (number, index) in stores.layout.indices.enumerated() {
                guard let gradient = stores.gradients.pointer(index) else { continue }
                let decay = isDecayed(stores.layout[index].name) ? Double(Float(0.1)) : 0
                for element in reference[number].indices {
                    reference[number][element].step(
                        step, gradient: Double(gradient[element]) * Double(scale), learningRate: Double(learningRate),
                        weightDecay: decay)
                }
            }
            optimizer.step(
                stores.parameters, stores.gradients, learningRate: learningRate, gradientScale: scale, on: team)
            #expect(optimizer.stepCounts == [step, step])
        }
        for (number, index) in stores.layout.indices.enumerated() {
            let measured = stores.parameters.values(index).map(Double.init)
            let difference = largestDifference(measured, reference[number].map(\.value))
            #expect(difference <= 1e-6, "\(stores.layout[index].name)")
        }
    }

    @Test func `a step clears the gradients`() {
        let stores = Stores()
        var generator = SeededGenerator(8)
        stores.fillGradients(&generator)
        let optimizer = optimizer(stores, weightDecay: 0)
        optimizer.step(
            stores.parameters, stores.gradients, learningRate: 0.1, gradientScale: 1, on: ThreadTeam(count: 2))
        #expect((0..<stores.gradients.count).allSatisfy { stores.gradients.start[$0] == 0 })
    }

    @Test func `frozen parameters stay as they are, also between trained ones`() {
        let stores = Stores { $0 != "key.weight" && $0 != "query.bias" }
        var generator = SeededGenerator(8)
        stores.parameters.start.update(repeating: 1, count: stores.layout.count)
        stores.fillGradients(&generator)
        let optimizer = optimizer(stores, weightDecay: 0.5)
        optimizer.step(
            stores.parameters, stores.gradients, learningRate: 0.1, gradientScale: 1, on: ThreadTeam(count: 2))
        for index in stores.layout.indices {
            let hasMoved = stores.parameters.values(index).contains { $0 != 1 }
            #expect(hasMoved == stores.gradients.isTrainable(index), "\(stores.layout[index].name)")
        }
    }

    /// Adam's first step has the length of the learning rate, whatever the gradient.
    @Test func `a group's factor multiplies the learning rate`() {
        let stores = Stores { $0.hasSuffix("bias") }
        for index in stores.layout.indices {
            stores.gradients.pointer(index)?.update(repeating: -3, count: stores.layout[index].count)
        }
        let factors = [("query.bias", Float(1)), ("key.bias", 0.5), ("embeddings.LayerNorm.bias", 0)]
        let groups = factors.map { name, factor in
            ParameterGroup(learningRateFactor: factor, weightDecay: 0, in: stores.gradients) { $0.name == name }
        }
        AdamW(groups: groups, gradients: stores.gradients).step(
            stores.parameters, stores.gradients, learningRate: 0.1, gradientScale: 1, on: ThreadTeam(count: 1))
        for (name, expected) in [("query.bias", Float(0.1)), ("key.bias", 0.05), ("embeddings.LayerNorm.bias", 0)] {
            let values = stores.layout.index(of: name).map { Array(stores.parameters.values($0)) } ?? []
            #expect(largestDifference(values, values.map { _ in expected }) <= 1e-8)
            #expect(!values.isEmpty)
        }
    }

    @Test func `other settings are used`() {
        let stores = Stores { $0 == "query.bias" }
        var settings = AdamW.Settings()
        settings.beta1 = 0.5
        settings.beta2 = 0.5
        settings.epsilon = 1
        let optimizer = AdamW(
            groups: ParameterGroup.decayed(by: 0, in: stores.gradients), gradients: stores.gradients,
            settings: settings)
        for gradient in [Float(1), 0] {
            for index in stores.layout.indices {
                stores.gradients.pointer(index)?.update(repeating: gradient, count: stores.layout[index].count)
            }
            optimizer.step(
                stores.parameters, stores.gradients, learningRate: 1, gradientScale: 1, on: ThreadTeam(count: 1))
        }
        // First step: 1 / (1 + 1). Second: moments of 1/4 over 3/4, so (1/3) / (sqrt(1/3) + 1).
        let third = 1.0 / 3.0
        let expected = -Float(0.5 + third / (third.squareRoot() + 1))
        let values = stores.layout.index(of: "query.bias").map { Array(stores.parameters.values($0)) } ?? []
        #expect(largestDifference(values, [Float](repeating: expected, count: 5)) <= 1e-6)
    }
}
