import Optimization
import TensorKernels
import TestSupport
import Testing

struct GradientClippingTests {
    @Test(arguments: [1, 2, 3])
    func `the norm is that of all gradients together`(threads: Int) {
        let stores = Stores()
        var generator = SeededGenerator(4)
        stores.fillGradients(&generator)
        let squares = stores.layout.indices.reduce(0.0) { sum, index in
            let count = stores.layout[index].count
            let gradient = UnsafeBufferPointer(start: stores.gradients.pointer(index), count: count)
            return gradient.reduce(sum) { $0 + Double($1) * Double($1) }
        }
        let norm = GradientClipping.norm(stores.gradients, on: ThreadTeam(count: threads))
        #expect(relativeError(norm, squares.squareRoot()) <= 2e-6)
        #expect(norm == GradientClipping.norm(stores.gradients, on: ThreadTeam(count: 1)))
    }

    @Test func `frozen parameters do not count`() {
        let stores = Stores { $0 == "query.bias" }
        let index = stores.layout.index(of: "query.bias").flatMap { stores.gradients.pointer($0) }
        index?.update(repeating: 2, count: 5)
        #expect(GradientClipping.norm(stores.gradients, on: ThreadTeam(count: 2)) == 20.0.squareRoot())
    }

    @Test func `no gradients have the norm zero`() {
        let team = ThreadTeam(count: 2)
        #expect(GradientClipping.norm(Stores { _ in false }.gradients, on: team) == 0)
        #expect(GradientClipping.norm(Stores().gradients, on: team) == 0)
    }

    @Test(arguments: [
        (0.0, 1.0, Float(1)), (0.5, 1, 1), (1, 1, Float(1 / 1.000001)), (4, 1, Float(1 / 4.000001)),
        (4, 2, Float(2 / 4.000001)),
    ])
    func `the scale brings a larger norm down to the maximum`(norm: Double, maximum: Double, scale: Float) {
        #expect(GradientClipping.scale(norm: norm, maximum: maximum) == scale)
    }
}
