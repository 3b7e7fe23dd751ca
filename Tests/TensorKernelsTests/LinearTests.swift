import TensorKernels
import TestSupport
import Testing

struct LinearTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let rows: Int, inputs: Int, outputs: Int

        init(_ rows: Int, _ inputs: Int, _ outputs: Int) {
            self.rows = rows
            self.inputs = inputs
            self.outputs = outputs
        }

        var testDescription: String { "\(rows) rows, \(inputs) inputs, \(outputs) outputs" }
    }

    /// Random operands of one shape.
    struct Operands {
        let arena = Arena()
        let input: Matrix, weight: Matrix, bias: Matrix, output: Matrix, outputGradient: Matrix

        init(_ shape: Shape) {
            var generator = SeededGenerator(UInt64(shape.rows * 1000 + shape.outputs))
            input = arena.randomMatrix(shape.rows, shape.inputs, &generator)
            weight = arena.randomMatrix(shape.outputs, shape.inputs, &generator)
            bias = arena.randomMatrix(1, shape.outputs, &generator)
            output = arena.randomMatrix(shape.rows, shape.outputs, &generator)
            outputGradient = arena.randomMatrix(shape.rows, shape.outputs, &generator)
        }

        func loss(_ team: ThreadTeam) -> Double {
            Linear.forward(input, weight: weight, bias: bias.start, into: output, arena: Arena(), on: team)
            return weightedSum(output.elements, outputGradient.elements)
        }
    }

    static let smallShapes = [Shape(1, 1, 1), Shape(1, 7, 3), Shape(5, 3, 2), Shape(7, 16, 33)]
    /// Large enough to be split among threads, by rows and by columns.
    static let largeShapes = [Shape(300, 48, 70), Shape(40, 100, 300), Shape(513, 65, 17), Shape(2, 600, 700)]

    @Test(arguments: smallShapes)
    func `gradients are those of finite differences`(shape: Shape) {
        let team = ThreadTeam(count: 2)
        let operands = Operands(shape)
        let inputGradient = operands.arena.matrix(rows: shape.rows, columns: shape.inputs)
        let weightGradient = operands.arena.matrix(rows: shape.outputs, columns: shape.inputs)
        let biasGradient = operands.arena.matrix(rows: 1, columns: shape.outputs)
        weightGradient.elements.update(repeating: 0)
        biasGradient.elements.update(repeating: 0)

        Linear.backwardInput(operands.outputGradient, weight: operands.weight, into: inputGradient, on: team)
        Linear.backwardParameters(
            operands.outputGradient, input: operands.input, weightSum: GradientSum(weightGradient, isAdded: true),
            biasGradient: biasGradient.start, on: team)

        for (values, gradient) in [
            (operands.input, inputGradient), (operands.weight, weightGradient), (operands.bias, biasGradient),
        ] {
            expectGradient(
                gradient.elements, numericalGradient(by: values.elements) { operands.loss(team) }, tolerance: 2e-5)
        }
    }

    @Test(arguments: largeShapes, [1, 2, 3])
    func `results are those in double precision for any number of threads`(shape: Shape, threads: Int) {
        let team = ThreadTeam(count: threads)
        let operands = Operands(shape)
        _ = operands.loss(team)
        let product = doubleProduct(operands.input, operands.weight, rightIsTransposed: true)
        let expected = product.enumerated().map { $1 + Double(operands.bias.start[$0 % shape.outputs]) }
        #expect(largestDifference(operands.output.elements.map(Double.init), expected) <= 5e-5)

        let inputGradient = operands.arena.matrix(rows: shape.rows, columns: shape.inputs)
        Linear.backwardInput(operands.outputGradient, weight: operands.weight, into: inputGradient, on: team)
        let expectedInputGradient = doubleProduct(operands.outputGradient, operands.weight)
        #expect(largestDifference(inputGradient.elements.map(Double.init), expectedInputGradient) <= 5e-5)

        let weightGradient = operands.arena.matrix(rows: shape.outputs, columns: shape.inputs)
        weightGradient.elements.update(repeating: .nan)
        Linear.backwardParameters(
            operands.outputGradient, input: operands.input, weightSum: GradientSum(weightGradient, isAdded: false),
            biasGradient: nil, on: team)
        let expectedWeightGradient = doubleProduct(operands.outputGradient, operands.input, leftIsTransposed: true)
        #expect(largestDifference(weightGradient.elements.map(Double.init), expectedWeightGradient) <= 5e-5)
    }

    @Test(arguments: [Shape(5, 3, 2), Shape(300, 48, 70)])
    func `gradients are added where that is asked for`(shape: Shape) {
        let team = ThreadTeam(count: 2)
        let operands = Operands(shape)
        let inputGradient = operands.arena.matrix(rows: shape.rows, columns: shape.inputs)
        let weightGradient = operands.arena.matrix(rows: shape.outputs, columns: shape.inputs)
        let biasGradient = operands.arena.matrix(rows: 1, columns: shape.outputs)
        inputGradient.elements.update(repeating: 1)
        weightGradient.elements.update(repeating: 2)
        biasGradient.elements.update(repeating: 3)

        Linear.backwardInput(
            operands.outputGradient, weight: operands.weight, into: inputGradient, adding: true, on: team)
        Linear.backwardParameters(
            operands.outputGradient, input: operands.input, weightSum: GradientSum(weightGradient, isAdded: true),
            biasGradient: biasGradient.start, on: team)

        let byInput = doubleProduct(operands.outputGradient, operands.weight).map { $0 + 1 }
        let byWeight = doubleProduct(operands.outputGradient, operands.input, leftIsTransposed: true).map { $0 + 2 }
        let byBias = (0..<shape.outputs).map { column in
            (0..<shape.rows).reduce(3.0) { $0 + Double(operands.outputGradient.row($1)[column]) }
        }
        #expect(largestDifference(inputGradient.elements.map(Double.init), byInput) <= 2e-5)
        #expect(largestDifference(weightGradient.elements.map(Double.init), byWeight) <= 2e-5)
        #expect(largestDifference(biasGradient.elements.map(Double.init), byBias) <= 2e-5)
    }

    @Test func `without adding the gradient by the input is overwritten, whatever it held`() {
        let operands = Operands(Shape(5, 3, 2))
        let inputGradient = operands.arena.matrix(rows: 5, columns: 3)
        inputGradient.elements.update(repeating: .nan)
        Linear.backwardInput(
            operands.outputGradient, weight: operands.weight, into: inputGradient, on: ThreadTeam(count: 1))
        let expected = doubleProduct(operands.outputGradient, operands.weight)
        #expect(largestDifference(inputGradient.elements.map(Double.init), expected) <= 1e-6)
    }
}
