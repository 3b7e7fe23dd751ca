import Foundation
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// A loss that PyTorch computed.
private struct RecordedLoss: Decodable {
    let name: String
    let logits: [[Float]]
    let teacher: [[Float]]?
    let loss: Double
    let gradient: [[Double]]
    let targets: TargetBatch
    let taskLoss: any TaskLoss

    private enum CodingKeys: String, CodingKey {
        case name, task, logits, teacher, loss, gradient, targets, weights, distillation
        case labelSmoothing = "label_smoothing"
        case focalGamma = "focal_gamma"
        case ordinalSharpness = "ordinal_sharpness"
        case rDrop = "r_drop"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        logits = try values.decode([[Float]].self, forKey: .logits)
        teacher = try values.decodeIfPresent([[Float]].self, forKey: .teacher)
        loss = try values.decode(Double.self, forKey: .loss)
        gradient = try values.decode([[Double]].self, forKey: .gradient)
        let distillation = try values.decodeIfPresent([Double].self, forKey: .distillation).map {
            Distillation(weight: $0[0], temperature: $0[1])
        }
        switch try values.decode(String.self, forKey: .task) {
        case "classes":
            targets = .classes(try values.decode([Int].self, forKey: .targets))
            var loss = ClassificationLoss()
            loss.labelSmoothing = try values.decode(Double.self, forKey: .labelSmoothing)
            loss.classWeights = try values.decodeIfPresent([Double].self, forKey: .weights)
            loss.focalGamma = try values.decode(Double.self, forKey: .focalGamma)
            loss.ordinalSharpness = try values.decodeIfPresent(Double.self, forKey: .ordinalSharpness)
            loss.rDropWeight = try values.decodeIfPresent(Double.self, forKey: .rDrop) ?? 0
            if let distillation { loss.distillation = distillation }
            taskLoss = loss
        case "label sets":
            targets = .labelSets(try values.decode([[Float]].self, forKey: .targets))
            var loss = BinaryCrossEntropy()
            loss.labelSmoothing = try values.decode(Double.self, forKey: .labelSmoothing)
            loss.positiveWeights = try values.decodeIfPresent([Double].self, forKey: .weights)
            if let distillation { loss.distillation = distillation }
            taskLoss = loss
        default:
            targets = .numbers(try values.decode([Float].self, forKey: .targets))
            var loss = SquaredError()
            if let distillation { loss.distillationWeight = distillation.weight }
            taskLoss = loss
        }
    }
}

struct TaskLossTests {
    private let arena = Arena()
    private let recorded: [RecordedLoss]

    init() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Losses/losses.json")))
        recorded = try JSONDecoder().decode([RecordedLoss].self, from: data)
    }

    private func matrix(_ rows: [[Float]]) -> Matrix {
        let matrix = arena.matrix(rows: rows.count, columns: rows[0].count)
        _ = matrix.elements.update(from: rows.joined())
        return matrix
    }

    @Test func `losses and gradients are those of PyTorch`() {
        #expect(recorded.count == 19)
        for example in recorded {
            let logits = matrix(example.logits)
            let gradient = arena.matrix(rows: logits.rows, columns: logits.columns)
            gradient.elements.update(repeating: .nan)
            let weight = 1 / example.taskLoss.totalWeight(of: example.targets)
            let loss = example.taskLoss.loss(
                logits, targets: example.targets, teacherLogits: example.teacher, weight: weight, gradient: gradient)
            #expect(relativeError(loss, example.loss) <= 1e-12, "\(example.name)")
            let expected = Array(example.gradient.joined())
            let largest = expected.map(abs).max() ?? 0
            #expect(largest > 1e-3)
            // In single precision, each value to the last bit.
            for (measured, expected) in zip(gradient.elements, expected) {
                let error = abs(Double(measured) - expected)
                #expect(error <= 1.2e-7 * abs(expected) + 1e-15, "\(example.name)")
            }
            let silent = example.taskLoss.loss(
                logits, targets: example.targets, teacherLogits: example.teacher, weight: weight, gradient: nil)
            #expect(silent == loss)
        }
    }

    @Test func `gradients are those of finite differences`() {
        for example in recorded {
            let logits = matrix(example.logits)
            let gradient = arena.matrix(rows: logits.rows, columns: logits.columns)
            func loss(_ gradient: Matrix?) -> Double {
                example.taskLoss.loss(
                    logits, targets: example.targets, teacherLogits: example.teacher, weight: 0.3, gradient: gradient)
            }
            _ = loss(gradient)
            let numerical = logits.elements.indices.map { index in
                let value = logits.elements[index]
                logits.elements[index] = value + 0x1p-10
                let (above, upper) = (loss(nil), Double(logits.elements[index]))
                logits.elements[index] = value - 0x1p-10
                let (below, lower) = (loss(nil), Double(logits.elements[index]))
                logits.elements[index] = value
                return (above - below) / (upper - lower)
            }
            #expect(
                largestDifference(gradient.elements.map(Double.init), numerical) <= 2e-6, "\(example.name)")
        }
    }

    @Test func `rows in several batches weigh as they do in one`() {
        let classes = [0, 2, 1, 1, 2]
        let logits = matrix(classes.map { _ in [0.5, -1, 2] })
        var loss = ClassificationLoss()
        loss.classWeights = [1, 2, 4]
        let weight = 1 / loss.totalWeight(of: .classes(classes))
        #expect(weight == 1.0 / 13)
        let whole = loss.loss(logits, targets: .classes(classes), weight: weight)
        let parts = [0..<2, 2..<5].map { rows in
            loss.loss(logits.rows(rows), targets: .classes(Array(classes[rows])), weight: weight)
        }
        #expect(relativeError(parts[0] + parts[1], whole) <= 1e-15)
    }

    @Test func `two equal passes are as good as one`() {
        let rows: [[Float]] = [[1, 2, -1], [0, 0.5, 0.25]]
        var loss = ClassificationLoss()
        let one = loss.loss(matrix(rows), targets: .classes([1, 0]), weight: 0.5)
        loss.rDropWeight = 3
        #expect(loss.loss(matrix(rows + rows), targets: .classes([1, 0]), weight: 0.5) == one)
        #expect(loss.loss(matrix(rows), targets: .classes([1, 0]), weight: 0.5) == one)
    }

    @Test func `a teacher that agrees adds nothing`() {
        let rows: [[Float]] = [[1, 2, -1], [0, 0.5, 0.25]]
        var classification = ClassificationLoss()
        classification.distillation = Distillation(weight: 1, temperature: 3)
        let first = classification.loss(
            matrix(rows), targets: .classes([1, 0]), teacherLogits: rows, weight: 0.5, gradient: nil)
        #expect(abs(first) <= 1e-15)
        var binary = BinaryCrossEntropy()
        binary.distillation = Distillation(weight: 1, temperature: 3)
        let sets: [[Float]] = [[1, 0, 0], [1, 1, 0]]
        let second = binary.loss(
            matrix(rows), targets: .labelSets(sets), teacherLogits: rows, weight: 0.5, gradient: nil)
        #expect(abs(second) <= 1e-15)
    }

    /// Logits whose probability is 0 or 1 in double precision.
    @Test(arguments: [0, 0.5, 1, 2])
    func `certain models have finite losses and gradients`(gamma: Double) {
        var loss = ClassificationLoss()
        loss.focalGamma = gamma
        loss.labelSmoothing = 0.1
        let logits = matrix([[3000, -3000, 0], [3000, -3000, 0]])
        let gradient = arena.matrix(rows: 2, columns: 3)
        #expect(loss.loss(logits, targets: .classes([0, 1]), weight: 0.5, gradient: gradient).isFinite)
        #expect(gradient.elements.allSatisfy { $0.isFinite })
        let sets: [[Float]] = [[1, 0, 1], [0, 1, 0]]
        let binary = BinaryCrossEntropy().loss(
            logits, targets: .labelSets(sets), weight: 0.5, gradient: gradient)
        let expected = (6000 + 2 * log(2.0)) / 6
        #expect(abs(binary - expected) <= 1e-9)
        let slopes: [Float] = [0, 0, -1 / 12, 1 / 6, -1 / 6, 1 / 12]
        #expect(Array(gradient.elements) == slopes)
    }

    @Test func `probabilities of labels are sigmoids`() {
        let probabilities = BinaryCrossEntropy.probabilities(logits: [0, 200, -200, log(3)])
        #expect(largestDifference(probabilities, [0.5, 1, 0, 0.75]) <= 1e-7)
    }

    @Test func `targets of another kind are a mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = SquaredError().loss(Arena().matrix(rows: 1, columns: 1), targets: .classes([0]), weight: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = ClassificationLoss().loss(
                Arena().matrix(rows: 1, columns: 1), targets: .numbers([0]), weight: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = BinaryCrossEntropy().loss(
                Arena().matrix(rows: 1, columns: 1), targets: .classes([0]), weight: 1)
        }
    }
}
