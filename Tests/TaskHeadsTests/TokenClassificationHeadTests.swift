import Checkpoints
import Encoders
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct TokenClassificationHeadTests {
    private static let tagCount = 5, tokenCount = 9

    /// A head with a conditional random field over random hidden states.
    private struct Example {
        let head: TokenClassificationHead
        let field: LinearChainCRF
        let parameters: ParameterStore
        let hidden: Matrix
        let memory = Arena()
        let arena = Arena()

        init(_ fixture: String = "bert-2-layers", dropout: Double = 0.3) throws {
            var configuration = try ModelConfiguration(directory: Fixtures.path("Encoder/\(fixture)"))
            for name in ["hidden_dropout_prob", "dropout", "classifier_dropout"] {
                configuration.values[name] = .number(dropout)
            }
            let settings = try EncoderConfiguration(configuration)
            var layout = ParameterLayout()
            head = TokenClassificationHead(on: settings, tagCount: tagCount, in: &layout)
            field = LinearChainCRF(tagCount: tagCount, in: &layout)
            parameters = ParameterStore(layout: layout)
            var generator = SeededGenerator(1)
            for index in layout.indices {
                let values = parameters.values(index)
                _ = values.update(from: generator.floats(values.count))
            }
            hidden = memory.matrix(rows: tokenCount, columns: settings.hiddenSize)
            _ = hidden.elements.update(from: generator.floats(hidden.count))
        }

        /// The hidden states of some tokens, or of all.
        func states(_ rows: [Int]?) -> Matrix { rows.map { hidden.gathered($0, in: arena) } ?? hidden }

        func context(_ gradients: GradientStore? = nil, dropoutKey: UInt64? = 3, threads: Int = 1) -> PassContext {
            PassContext(
                parameters: parameters, gradients: gradients, arena: arena,
                team: threads == 1 ? .alone : ThreadTeam(count: threads), dropoutKey: dropoutKey)
        }

        /// The loss of the tags of some tokens.
        func loss(rows: [Int]?, usesField: Bool, gradient: Matrix?, logits: Matrix, _ context: PassContext) -> Double {
            let tags = (0..<logits.rows).map { ($0 * $0 + 1) % tagCount }
            guard usesField else { return CrossEntropy.loss(logits, labels: tags, weight: 0.5, gradient: gradient) }
            let middle = logits.rows / 2
            return field.loss(
                logits, sequences: [0..<middle, middle..<logits.rows], tags: tags, weight: 0.5, gradient: gradient,
                context)
        }
    }

    @Test(arguments: ["bert-2-layers", "distilbert", "electra", "electra-projected", "mpnet"])
    func `every family calls the layer classifier`(fixture: String) throws {
        let example = try Example(fixture)
        let own = example.parameters.layout.entries.filter { TokenClassificationHead.contains(parameter: $0.name) }
        #expect(own.map(\.name) == ["classifier.weight", "classifier.bias"])
        #expect(own.map(\.shape) == [[Self.tagCount, example.hidden.columns], [Self.tagCount]])
        let logits = example.head.forward(example.hidden, example.context()).logits
        let plain = example.head.forward(example.hidden, example.context(dropoutKey: nil)).logits
        #expect(Array(logits.elements) != Array(plain.elements))
    }

    @Test(arguments: [nil, 3] as [UInt64?])
    func `a token's logits do not depend on which others are classified`(dropoutKey: UInt64?) throws {
        let example = try Example()
        let context = example.context(dropoutKey: dropoutKey)
        let before = Array(example.hidden.elements)
        let all = example.head.forward(example.hidden, context).logits
        #expect(all.rows == Self.tokenCount)
        for rows in [[0, 3, 4, 8], [7, 2], Array(0..<Self.tokenCount), []] {
            let some = example.head.forward(example.states(rows), numbers: rows, context).logits
            #expect(some.doubles == rows.map { all.doubles[$0] })
        }
        #expect(Array(example.hidden.elements) == before)
    }

    @Test func `without dropout logits are products and sums`() throws {
        let example = try Example(dropout: 0)
        let logits = example.head.forward(example.states([6]), numbers: [6], example.context()).logits
        let layout = example.parameters.layout
        let weight = try example.parameters.values(#require(layout.index(of: "classifier.weight"))).map(Double.init)
        let bias = try example.parameters.values(#require(layout.index(of: "classifier.bias"))).map(Double.init)
        let state = example.hidden.doubles[6]
        let expected = bias.indices.map { tag in
            state.indices.reduce(bias[tag]) { $0 + state[$1] * weight[tag * state.count + $1] }
        }
        #expect(largestDifference(logits.doubles[0], expected) <= 1e-5)
    }

    @Test(arguments: [nil, [0, 2, 3, 7], [8, 1, 5, 4, 2]] as [[Int]?], [true, false])
    func `gradients are those of finite differences`(rows: [Int]?, usesField: Bool) throws {
        let example = try Example()
        let store = GradientStore(layout: example.parameters.layout) { _ in true }
        let training = example.context(store)
        let (logits, saved) = example.head.forward(example.states(rows), numbers: rows, training)
        let slopes = example.arena.matrix(rows: logits.rows, columns: logits.columns)
        _ = example.loss(rows: rows, usesField: usesField, gradient: slopes, logits: logits, training)
        let gradient = try #require(
            example.head.backward(slopes, saved: saved, stopping: false, training)
        ).doubles
        let width = example.hidden.columns
        var hiddenGradient = [Double](repeating: 0, count: Self.tokenCount * width)
        for (row, values) in zip(rows ?? Array(0..<Self.tokenCount), gradient) {
            hiddenGradient.replaceSubrange(row * width..<(row + 1) * width, with: values)
        }

        func numerical(_ values: UnsafeMutableBufferPointer<Float>) -> [Double] {
            values.indices.map { place in
                let value = values[place]
                let step: Float = 0x1p-6
                let losses = [value + step, value - step].map { value in
                    values[place] = value
                    example.arena.reset()
                    let context = example.context()
                    let logits = example.head.forward(example.states(rows), numbers: rows, context).logits
                    return example.loss(rows: rows, usesField: usesField, gradient: nil, logits: logits, context)
                }
                values[place] = value
                return (losses[0] - losses[1]) / (2 * Double(step))
            }
        }
        #expect(largestDifference(hiddenGradient, numerical(example.hidden.elements)) <= 3e-4)
        for index in example.parameters.layout.indices {
            let name = example.parameters.layout[index].name
            let gradient = store.byName[name]?.map(Double.init) ?? []
            #expect(largestDifference(gradient, numerical(example.parameters.values(index))) <= 3e-4, "\(name)")
            #expect(gradient.contains { abs($0) > 1e-2 } == (usesField || !LinearChainCRF.contains(parameter: name)))
        }
    }

    @Test func `no labelled token has no gradient`() throws {
        let example = try Example()
        let store = GradientStore(layout: example.parameters.layout) { _ in true }
        let context = example.context(store, threads: 2)
        let (logits, saved) = example.head.forward(example.states([]), numbers: [], context)
        #expect(logits.rows == 0)
        let gradient = example.head.backward(logits, saved: saved, stopping: false, context)
        #expect(gradient?.rows == 0)
        #expect(store.byName.values.joined().allSatisfy { $0 == 0 })
    }

    @Test func `where nothing below is trained only the head has gradients`() throws {
        let example = try Example()
        let store = GradientStore(layout: example.parameters.layout) { _ in true }
        let context = example.context(store)
        let (logits, saved) = example.head.forward(example.states([1, 4]), numbers: [1, 4], context)
        let slopes = example.arena.matrix(rows: 2, columns: Self.tagCount)
        slopes.elements.update(repeating: 1)
        #expect(logits.rows == 2)
        #expect(example.head.backward(slopes, saved: saved, stopping: true, context) == nil)
        #expect(store.byName["classifier.bias"] == [Float](repeating: 2, count: Self.tagCount))
    }
}
