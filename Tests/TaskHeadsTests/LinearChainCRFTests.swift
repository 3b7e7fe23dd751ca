import Encoders
import Foundation
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct LinearChainCRFTests {
    /// A conditional random field with its parameters.
    private struct Field {
        let crf: LinearChainCRF
        let parameters: ParameterStore
        let arena = Arena()

        init(_ scores: TransitionScores) {
            var layout = ParameterLayout()
            crf = LinearChainCRF(tagCount: scores.tagCount, in: &layout)
            parameters = ParameterStore(layout: layout)
            for (name, values) in [
                ("start_transitions", scores.starts), ("transitions", scores.transitions),
                ("end_transitions", scores.ends),
            ] {
                guard let index = layout.index(of: "crf.\(name)") else { continue }
                _ = parameters.values(index).update(from: values.map { Float($0) })
            }
        }

        func context(_ gradients: GradientStore? = nil, threads: Int = 1) -> PassContext {
            PassContext(
                parameters: parameters, gradients: gradients, arena: arena,
                team: threads == 1 ? .alone : ThreadTeam(count: threads))
        }

        func loss(_ emissions: [[Double]], _ sequences: [Range<Int>], _ tags: [Int], weight: Double = 1) -> Double {
            let emissions = Matrix(emissions, columns: crf.tagCount, in: arena)
            return crf.loss(
                emissions, sequences: sequences, tags: tags, weight: weight, gradient: nil, context())
        }

        /// The loss, the gradient with respect to the emissions, and those with respect to the parameters.
        func gradients(
            _ emissions: [[Double]], _ sequences: [Range<Int>], _ tags: [Int], weight: Double, threads: Int = 1
        ) -> (loss: Double, emissions: [[Double]], parameters: [String: [Float]]) {
            let store = GradientStore(layout: parameters.layout) { _ in true }
            let emissions = Matrix(emissions, columns: crf.tagCount, in: arena)
            let gradient = arena.matrix(rows: emissions.rows, columns: emissions.columns)
            gradient.elements.update(repeating: .nan)
            let loss = crf.loss(
                emissions, sequences: sequences, tags: tags, weight: weight, gradient: gradient,
                context(store, threads: threads))
            return (loss, gradient.doubles, store.byName)
        }
    }

    @Test func `parameters have the names and shapes of pytorch-crf`() {
        var layout = ParameterLayout()
        _ = LinearChainCRF(tagCount: 3, in: &layout)
        let shapes = Dictionary(uniqueKeysWithValues: layout.entries.map { ($0.name, $0.shape) })
        #expect(shapes == ["crf.start_transitions": [3], "crf.transitions": [3, 3], "crf.end_transitions": [3]])
        #expect(layout.entries.allSatisfy { LinearChainCRF.contains(parameter: $0.name) })
        #expect(!LinearChainCRF.contains(parameter: "classifier.weight"))
    }

    @Test(arguments: 1...4, 0...5)
    func `losses are those of all sequences one by one`(tagCount: Int, length: Int) {
        var generator = SeededGenerator(UInt64(10 * tagCount + length))
        for bound in [1.0, 1, 10, 1000] {
            let scores = generator.transitionScores(tagCount, within: bound)
            let field = Field(scores)
            #expect(field.crf.scores(field.parameters) == scores)
            let emissions = generator.rows(length, columns: tagCount, within: bound)
            let tags = (0..<length).map { _ in generator.number(0...tagCount - 1) }
            let sequences = TagSequences(scores: scores, emissions: emissions)
            let expected = sequences.logPartition - sequences.score(tags)
            let loss = field.loss(emissions, [0..<length], tags)
            #expect(abs(loss - expected) <= 1e-12 * bound)
            #expect(loss >= -1e-12 * bound)
        }
    }

    @Test(arguments: 1...4, 1...5)
    func `gradients are expectations less truth`(tagCount: Int, length: Int) {
        var generator = SeededGenerator(UInt64(100 * tagCount + length))
        let scores = generator.transitionScores(tagCount)
        // A row that belongs to no text, then two texts and an empty one.
        let rows = [1..<1 + length, 1 + length..<1 + length, 1 + length..<3 + length]
        let emissions = generator.rows(3 + length, columns: tagCount)
        let tags = emissions.map { _ in generator.number(0...tagCount - 1) }
        let weight = 0.25
        let found = Field(scores).gradients(emissions, rows, tags, weight: weight)
        #expect(found.emissions[0].allSatisfy { $0 == 0 })

        var loss = 0.0
        var (starts, ends) = ([Double](repeating: 0, count: tagCount), [Double](repeating: 0, count: tagCount))
        var transitions = [Double](repeating: 0, count: tagCount * tagCount)
        for rows in rows where !rows.isEmpty {
            let sequences = TagSequences(scores: scores, emissions: Array(emissions[rows]))
            let truth = Array(tags[rows])
            loss += weight * (sequences.logPartition - sequences.score(truth))
            func slope(_ value: ([Int]) -> Double) -> Double {
                weight * (sequences.expectation(value) - value(truth))
            }
            for tag in 0..<tagCount {
                starts[tag] += slope { $0[0] == tag ? 1 : 0 }
                ends[tag] += slope { $0[$0.count - 1] == tag ? 1 : 0 }
                for (word, row) in rows.enumerated() {
                    let expected = slope { $0[word] == tag ? 1 : 0 }
                    #expect(abs(found.emissions[row][tag] - expected) <= 1e-7)
                }
                for next in 0..<tagCount {
                    transitions[tag * tagCount + next] += slope { sequence in
                        Double(zip(sequence, sequence.dropFirst()).count { $0 == tag && $1 == next })
                    }
                }
            }
        }
        #expect(abs(found.loss - loss) <= 1e-12)
        for (name, expected) in [
            ("start_transitions", starts), ("transitions", transitions), ("end_transitions", ends),
        ] {
            let gradient = found.parameters["crf.\(name)"]?.map(Double.init) ?? []
            #expect(largestDifference(gradient, expected) <= 3e-7, "\(name)")
        }
    }

    @Test func `transitions too small for double precision are exact`() {
        // Among all sequences, only AAA, AAB and BBB count, equally.
        let field = Field(TransitionScores(starts: [0, 0], transitions: [0, -1000, -2000, -1500], ends: [0, 0]))
        let emissions: [[Double]] = [[-1000, 0], [-1000, 0], [-1000, 0]]
        let found = field.gradients(emissions, [0..<3], [0, 0, 0], weight: 1)
        #expect(abs(found.loss - log(3.0)) <= 1e-12)
        let third: Float = 1 / 3
        let expected: [(String, [Float])] = [
            ("start_transitions", [-third, third]), ("transitions", [-1, third, 0, 2 * third]),
            ("end_transitions", [-2 * third, 2 * third]),
        ]
        for (name, expected) in expected {
            #expect(largestDifference(found.parameters["crf.\(name)"] ?? [], expected) <= 1e-6, "\(name)")
        }
    }

    @Test func `gradients are those of finite differences`() {
        var generator = SeededGenerator(7)
        let field = Field(generator.transitionScores(3))
        var emissions = generator.rows(9, columns: 3)
        let sequences = [0..<4, 4..<5, 5..<9]
        let tags = emissions.map { _ in generator.number(0...2) }
        let found = field.gradients(emissions, sequences, tags, weight: 1)
        let step = 0x1p-10
        func slope(_ shift: (Double) -> Void) -> Double {
            let losses = [step, -step].map { step in
                shift(step)
                let loss = field.loss(emissions, sequences, tags)
                shift(-step)
                return loss
            }
            return (losses[0] - losses[1]) / (2 * step)
        }
        for row in emissions.indices {
            let numerical = (0..<3).map { column in slope { emissions[row][column] += $0 } }
            #expect(largestDifference(found.emissions[row], numerical) <= 1e-5)
        }
        for index in field.parameters.layout.indices {
            let values = field.parameters.values(index)
            let numerical = values.indices.map { place in slope { values[place] += Float($0) } }
            let gradient = found.parameters[field.parameters.layout[index].name]?.map(Double.init) ?? []
            #expect(largestDifference(gradient, numerical) <= 1e-4)
        }
    }

    @Test func `gradients are added, and the number of threads changes no bit`() {
        var generator = SeededGenerator(8)
        let field = Field(generator.transitionScores(5))
        let emissions = generator.rows(200, columns: 5)
        let tags = emissions.map { _ in generator.number(0...4) }
        let sequences = stride(from: 0, to: 200, by: 8).map { $0..<$0 + 8 }
        let alone = field.gradients(emissions, sequences, tags, weight: 0.1)
        for threads in [2, 3] {
            let several = field.gradients(emissions, sequences, tags, weight: 0.1, threads: threads)
            #expect(several.loss == alone.loss)
            #expect(several.emissions == alone.emissions)
            #expect(several.parameters == alone.parameters)
        }
        let store = GradientStore(layout: field.parameters.layout) { _ in true }
        let matrix = Matrix(emissions, columns: 5, in: field.arena)
        for _ in 0..<2 {
            _ = field.crf.loss(
                matrix, sequences: sequences, tags: tags, weight: 0.1, gradient: nil, field.context(store))
        }
        #expect(store.byName == alone.parameters.mapValues { $0.map { 2 * $0 } })
    }

    @Test func `frozen parameters get no gradient`() {
        var generator = SeededGenerator(9)
        let field = Field(generator.transitionScores(2))
        let store = GradientStore(layout: field.parameters.layout) { $0.name == "crf.transitions" }
        let emissions = Matrix(generator.rows(4, columns: 2), columns: 2, in: field.arena)
        _ = field.crf.loss(
            emissions, sequences: [0..<4], tags: [0, 1, 1, 0], weight: 1, gradient: nil, field.context(store))
        #expect(store.byName.keys.sorted() == ["crf.transitions"])
        #expect(store.byName["crf.transitions"]?.contains { $0 != 0 } == true)
    }

    /// The logarithm of the sum over all sequences, in factors that are divided out word by word.
    private func scaledLogPartition(_ scores: TransitionScores, _ emissions: [[Double]]) -> Double {
        let count = scores.tagCount
        var sum = 0.0
        var factors = scores.starts.map { exp($0) }
        for (word, row) in emissions.enumerated() {
            if word > 0 {
                factors = (0..<count).map { tag in
                    (0..<count).reduce(0) { $0 + factors[$1] * exp(scores.transitions[$1 * count + tag]) }
                }
            }
            let largest = row.max() ?? 0
            for tag in 0..<count { factors[tag] *= exp(row[tag] - largest) }
            let total = factors.reduce(0, +)
            for tag in 0..<count { factors[tag] /= total }
            sum += largest + log(total)
        }
        return sum + log(zip(factors, scores.ends).reduce(0) { $0 + $1.0 * exp($1.1) })
    }

    @Test(arguments: [1.0, 30, 1000])
    func `long texts are exact`(bound: Double) {
        var generator = SeededGenerator(10)
        let length = 10_000
        let scores = generator.transitionScores(4)
        let field = Field(scores)
        let emissions = generator.rows(length, columns: 4, within: bound)
        let tags = emissions.map { _ in generator.number(0...3) }
        let found = field.gradients(emissions, [0..<length], tags, weight: 1)
        let sequences = TagSequences(scores: scores, emissions: emissions)
        let expected = scaledLogPartition(scores, emissions) - sequences.score(tags)
        #expect(relativeError(found.loss, expected) <= 1e-12)
        for (row, tag) in zip(found.emissions, tags) {
            // Probabilities minus the truth.
            #expect(abs(row.reduce(0, +)) <= 1e-6)
            #expect(row.indices.allSatisfy { $0 == tag ? (-1...0).contains(row[$0]) : (0...1).contains(row[$0]) })
        }
        let transitions = found.parameters["crf.transitions"]?.reduce(0) { $0 + Double($1) } ?? .nan
        #expect(abs(transitions) <= 1e-2)
    }

    @Test func `without transitions the loss is the cross-entropy`() {
        var generator = SeededGenerator(11)
        let field = Field(TransitionScores(tagCount: 5))
        let rows = generator.rows(10_000, columns: 5, within: 5)
        let tags = rows.map { _ in generator.number(0...4) }
        let found = field.gradients(rows, [0..<10_000], tags, weight: 0.5)
        let emissions = Matrix(rows, columns: 5, in: field.arena)
        let gradient = field.arena.matrix(rows: 10_000, columns: 5)
        let expected = CrossEntropy.loss(emissions, labels: tags, weight: 0.5, gradient: gradient)
        #expect(relativeError(found.loss, expected) <= 1e-12)
        #expect(zip(found.emissions, gradient.doubles).allSatisfy { largestDifference($0, $1) <= 1e-7 })
    }
}
