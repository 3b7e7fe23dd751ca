import TensorKernels
import TestSupport
import Testing

struct ParameterTests {
    private let layout: ParameterLayout
    private let first: ParameterLayout.Index
    private let fused: [ParameterLayout.Index]
    private let last: ParameterLayout.Index

    init() {
        var layout = ParameterLayout()
        first = layout.add("first.weight", shape: [3, 5])
        fused = layout.add(fused: ["query.weight", "key.weight", "value.weight"], shape: [7, 3])
        last = layout.add("last.bias", shape: [2])
        self.layout = layout
    }

    @Test func `parameters begin at multiples of 64 bytes and fused ones follow each other without a gap`() {
        let names = ["first.weight", "query.weight", "key.weight", "value.weight", "last.bias"]
        #expect(layout.entries.map(\.name) == names)
        #expect(layout.entries.map(\.offset) == [0, 16, 37, 58, 80])
        #expect(layout.entries.map(\.count) == [15, 21, 21, 21, 2])
        #expect(layout[fused[1]].range == 37..<58)
        #expect(layout.count == 82)
        #expect(layout.parameterCount == 80)
        #expect(layout.indices == [first] + fused + [last])
    }

    @Test func `parameters are found by their names`() {
        #expect(layout.index(of: "key.weight") == fused[1])
        #expect(layout.index(of: "key") == nil)
    }

    @Test func `a name can be used once only`() async {
        await #expect(processExitsWith: .failure) {
            var layout = ParameterLayout()
            _ = layout.add("weight", shape: [1])
            _ = layout.add("weight", shape: [1])
        }
    }

    @Test func `a store holds zeros at first, and values of fused parameters lie side by side`() {
        let store = ParameterStore(layout: layout)
        #expect((0..<layout.count).allSatisfy { store.start[$0] == 0 })
        #expect(UInt(bitPattern: store.start) % 64 == 0)
        for (number, index) in layout.indices.enumerated() { store.values(index).update(repeating: Float(number)) }
        let matrix = store.matrix(fused[0], rows: 21, columns: 3)
        #expect(Array(matrix.elements) == [1, 2, 3].flatMap { [Float](repeating: $0, count: 21) })
        #expect(store.pointer(last) == store.start + 80)

        let copy = ParameterStore(layout: layout)
        copy.copyValues(from: store)
        #expect((0..<layout.count).allSatisfy { copy.start[$0] == store.start[$0] })
    }

    @Test func `all gradients are laid out as the parameters are`() {
        let gradients = GradientStore(layout: layout) { _ in true }
        #expect(layout.indices.map { gradients.offset($0) } == [0, 16, 37, 58, 80])
        #expect(gradients.count == 82)
        #expect(layout.indices.allSatisfy(gradients.isTrainable))
        #expect(UInt(bitPattern: gradients.start) % 64 == 0)
    }

    @Test func `frozen parameters have no gradient, and take room only where they are fused with others`() {
        let gradients = GradientStore(layout: layout) { $0.name != "first.weight" && $0.name != "value.weight" }
        #expect(layout.indices.map { gradients.offset($0) } == [nil, 0, 21, nil, 64])
        #expect(layout.indices.map(gradients.isTrainable) == [false, true, true, false, true])
        #expect(gradients.pointer(first) == nil)
        #expect(gradients.matrix(first, rows: 3, columns: 5) == nil)
        #expect(gradients.pointer(fused[1]) == gradients.start + 21)
        #expect(gradients.count == 66)
        // A matrix multiplication for all three writes to the frozen one, too, which is ignored.
        let whole = gradients.matrix(fused[0], rows: 21, columns: 3)
        whole?.elements.update(repeating: 5)
        let again = gradients.matrix(fused[0], rows: 21, columns: 3)
        #expect(again.map { Array($0.elements) } == [5, 5, 0].flatMap { [Float](repeating: $0, count: 21) })
    }

    @Test func `gradients are zero at first, and again when their parameters cease to be active`() {
        let gradients = GradientStore(layout: layout) { $0.name != "first.weight" }
        #expect((0..<gradients.count).allSatisfy { gradients.start[$0] == 0 })
        gradients.start.update(repeating: 3, count: gradients.count)
        gradients.setActive { _ in false }
        for segment in layout.indices.compactMap({ gradients.memory(of: $0) }) {
            #expect((0..<segment.count).allSatisfy { gradients.start[segment.gradientOffset + $0] == 0 })
        }
    }

    @Test func `new weights are normally distributed and follow from the generator`() {
        var generators = [SeededGenerator(1), SeededGenerator(1), SeededGenerator(2)]
        let stores = generators.indices.map { number in
            var layout = ParameterLayout()
            let index = layout.add("weight", shape: [100_000])
            let store = ParameterStore(layout: layout)
            store.values(index).fillNormal(standardDeviation: 0.02, using: &generators[number])
            return Array(store.values(index))
        }
        #expect(stores[0] == stores[1])
        #expect(stores[0] != stores[2])
        let values = stores[0].map { Double($0) / 0.02 }
        // Mean, variance, skewness and kurtosis of 100,000 standard normal values, each within five standard
        // deviations.
        for (power, moment, tolerance) in [(1, 0.0, 0.016), (2, 1, 0.023), (3, 0, 0.062), (4, 3, 0.155)] {
            let sum = values.reduce(0) { sum, value in
                sum + (0..<power).reduce(1.0) { product, _ in product * value }
            }
            #expect(abs(sum / Double(values.count) - moment) <= tolerance)
        }
    }
}
