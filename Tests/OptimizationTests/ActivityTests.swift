import Optimization
import TensorKernels
import TestSupport
import Testing

/// Layers that are frozen for a time.
struct ActivityTests {
    @Test func `an inactive parameter is as a frozen one until it becomes active`() throws {
        let stores = Stores { $0 != "query.weight" && $0 != "key.weight" }
        let gradients = stores.gradients
        let table = try #require(stores.layout.index(of: "embeddings.word_embeddings.weight"))
        let bias = try #require(stores.layout.index(of: "query.bias"))
        let frozen = try #require(stores.layout.index(of: "query.weight"))
        let offsets = stores.layout.indices.map { gradients.offset($0) }
        _ = gradients.start
        gradients.pointer(bias)?.update(repeating: 3, count: 5)
        gradients.setActive { $0.name.contains("LayerNorm") }
        for index in [table, bias, frozen] {
            #expect(gradients.pointer(index) == nil)
            #expect(gradients.offset(index) == nil)
            #expect(gradients.segment(index) == nil)
            #expect(gradients.matrix(index, rows: 1, columns: stores.layout[index].count) == nil)
            #expect(!gradients.isTrainable(index))
            #expect(gradients.touchedSegments(of: index).isEmpty)
        }
        #expect(gradients.pointer(table, touching: [3]) == nil)
        #expect(gradients.touchedRows(of: table) == [])
        _ = gradients.start
        #expect(gradients.touchedRows(of: table) == [])
        #expect(GradientClipping.norm(gradients, on: ThreadTeam(count: 2)) == 0)
        gradients.setActive { _ in true }
        #expect(stores.layout.indices.map { gradients.offset($0) } == offsets)
        #expect(gradients.pointer(frozen) == nil)
        #expect(gradients.touchedRows(of: table) == [])
        #expect((0..<gradients.count).allSatisfy { gradients.storage[$0] == 0 })
    }

    /// Returns which parameters are active in a step.
    private func activity(_ step: Int) -> (ParameterLayout.Entry) -> Bool {
        { entry in
            switch entry.name {
            case "word": ![3, 4, 5, 11].contains(step)
            case "position": step >= 8
            case "weight": step % 5 != 0
            default: true
            }
        }
    }

    @Test(arguments: TableTraining.Kind.allCases)
    func `a group moves as one whose optimiser makes no other steps`(kind: TableTraining.Kind) {
        let team = ThreadTeam(count: 2)
        let whole = TableTraining(kind)
        let parts = ["word", "position", "weight", "bias"].map { name in
            (name, TableTraining(kind) { $0 == name })
        }
        for step in 0..<20 {
            let batch = TableTraining.Batch(
                wordRows: [Int32(step), 7], positionRows: [Int32(step % 3)], seed: UInt64(step))
            whole.gradients.setActive(activity(step))
            whole.add(batch)
            whole.step(learningRate: 0.1 / Double(step + 1), on: team)
            for (_, part) in parts
            where part.gradients.layout.indices.contains(where: { index in
                part.gradients.isTrainable(index) && activity(step)(part.gradients.layout[index])
            }) {
                part.add(batch)
                part.step(learningRate: 0.1 / Double(step + 1), on: team)
            }
        }
        #expect(whole.optimizer?.stepCounts == [16, 12, 16, 20])
        for (name, part) in parts {
            let values = [whole, part].map { training in
                training.parameters.layout.index(of: name).map { index in
                    training.parameters.values(index).map(\.bitPattern)
                }
            }
            #expect(values[0] == values[1], "\(name)")
        }
    }

    @Test func `rows that wait have the bits of rows that do not, with and without a group's steps`() {
        let team = ThreadTeam(count: 3)
        let trainings = TableTraining.Kind.allCases.map { TableTraining($0) }
        for step in 0..<40 {
            let batch = TableTraining.Batch(
                wordRows: step % 4 == 1 ? [] : [Int32(step), 9], positionRows: [Int32(step % 11)], seed: UInt64(step))
            for training in trainings {
                training.gradients.setActive(activity(step % 13))
                training.add(batch)
                training.step(learningRate: 0.05, scale: 0.5, on: team)
            }
            if step % 9 == 4 {
                let bits = trainings.map { $0.bits($0.word, rows: [2, 9]) }
                #expect(bits[0] == bits[2])
            }
        }
        #expect(trainings[0].storedBits != trainings[2].storedBits)
        #expect(trainings[0].bits == trainings[2].bits)
        #expect(trainings[1].bits == trainings[2].bits)
    }

    @Test func `groups hold inactive parameters too`() {
        let stores = Stores { $0 != "key.weight" && $0 != "key.bias" }
        let expected = ParameterGroup.decayed(by: 0.1, in: stores.gradients).map(\.parameters)
        stores.gradients.setActive { _ in false }
        let groups = ParameterGroup.decayed(by: 0.1, in: stores.gradients)
        #expect(groups.map(\.parameters) == expected)
        #expect(groups.map(\.segments.count) == [2, 3])
    }

    @Test func `a group of which a part is active is a mistake`() async {
        await #expect(processExitsWith: .failure) {
            let training = TableTraining(.rows)
            let group = ParameterGroup(weightDecay: 0, in: training.gradients) { _ in true }
            let optimizer = AdamW(groups: [group], gradients: training.gradients)
            training.gradients.setActive { $0.name == "word" }
            optimizer.step(
                training.parameters, training.gradients, learningRate: 1, gradientScale: 1, on: ThreadTeam(count: 1))
        }
    }
}
