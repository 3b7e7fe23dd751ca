import Entities
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct TagDecodingTests {
    private let arena = Arena()

    /// Three or four tags, so that all sequences can be enumerated.
    static let tagSets = [
        TagSet(types: ["A"], scheme: .iob1), TagSet(types: ["A"], scheme: .iob2),
        TagSet(labels: ["I-B", "O", "B-A", "I-A"]), TagSet(labels: ["E-A", "B-A", "O", "S-A"]),
        TagSet(labels: ["U-A", "L-A", "B-A", "O"]),
    ]

    private func matrix(_ rows: [[Double]], _ tags: TagSet) -> Matrix {
        Matrix(rows, columns: tags.tags.count, in: arena)
    }

    @Test(arguments: tagSets, [true, false])
    func `the best sequence is that of all one by one`(tags: TagSet, isConstrained: Bool) {
        var generator = SeededGenerator(1)
        for trial in 0..<60 {
            let length = trial % 6
            let field = generator.chance(2) ? generator.transitionScores(tags.tags.count) : nil
            let plain = field ?? TransitionScores(tagCount: tags.tags.count)
            let scores = isConstrained ? plain.constrained(to: tags) : plain
            let emissions = generator.rows(length, columns: tags.tags.count)
            let decoding = TagDecoding(tags, isConstrained: isConstrained, field: field)
            let sequences = TagSequences(scores: scores, emissions: emissions)
            #expect(decoding.tags(matrix(emissions, tags)) == sequences.best)
        }
    }

    @Test(arguments: tagSets, [true, false])
    func `of equals the lower index is taken, from the last word on`(tags: TagSet, isConstrained: Bool) {
        var generator = SeededGenerator(2)
        let plain = TransitionScores(tagCount: tags.tags.count)
        let scores = isConstrained ? plain.constrained(to: tags) : plain
        let decoding = TagDecoding(tags, isConstrained: isConstrained)
        for trial in 0..<100 {
            let emissions = (0..<trial % 6).map { _ in tags.tags.map { _ in Double(generator.number(0...1)) } }
            let sequences = TagSequences(scores: scores, emissions: emissions)
            #expect(decoding.tags(matrix(emissions, tags)) == sequences.best)
        }
    }

    @Test(arguments: tagSets, [true, false])
    func `probabilities are shares of all sequences`(tags: TagSet, isConstrained: Bool) {
        var generator = SeededGenerator(3)
        for trial in 0..<20 {
            let field = generator.transitionScores(tags.tags.count)
            let emissions = generator.rows(trial % 6, columns: tags.tags.count)
            let found = TagDecoding(tags, isConstrained: isConstrained, field: field)
                .probabilities(matrix(emissions, tags))
            let scores = isConstrained ? field.constrained(to: tags) : field
            let sequences = TagSequences(scores: scores, emissions: emissions)
            #expect(found.count == emissions.count)
            for (word, row) in found.enumerated() {
                let expected = row.indices.map { tag in sequences.expectation { $0[word] == tag ? 1 : 0 } }
                #expect(largestDifference(row, expected) <= 1e-12)
            }
        }
    }

    @Test func `without a field probabilities are the softmax`() {
        var generator = SeededGenerator(4)
        let tags = TagSet(types: ["A", "B"], scheme: .iob2)
        let emissions = matrix(generator.rows(6, columns: 5), tags)
        let found = TagDecoding(tags).probabilities(emissions)
        #expect(found.count == 6)
        for (word, row) in found.enumerated() {
            let softmax = CrossEntropy.probabilities(logits: Array(emissions.rows(word..<word + 1).elements))
            #expect(row.map { Float($0) } == softmax)
        }
    }

    private func isValid(_ sequence: [Int], _ tags: TagSet) -> Bool {
        let sequence = sequence.map { tags.tags[$0] }
        return EntityReading.misplacedCount(in: sequence, scheme: tags.scheme) == 0
    }

    @Test(arguments: TagScheme.allCases)
    func `nothing that the scheme forbids is ever given`(scheme: TagScheme) {
        var generator = SeededGenerator(5)
        var invalidWithout = 0
        for trial in 0..<400 {
            let types = Array(["PER", "LOC", "ORG"].prefix(generator.number(1...3)))
            let tags =
                trial % 2 == 0
                ? TagSet(types: types, scheme: scheme)
                : TagSet(
                    labels: TagSet(types: types, scheme: scheme).labels.shuffled(using: &generator), scheme: scheme)
            let count = tags.tags.count
            let field = generator.chance(3) ? generator.transitionScores(count) : nil
            let bound = generator.one(of: [0, 1, 30, 1e30])
            let emissions = matrix(generator.rows(generator.number(0...12), columns: count, within: bound), tags)
            if generator.chance(10) {
                for place in emissions.elements.indices where generator.chance(4) {
                    emissions.elements[place] = generator.one(of: [.nan, .infinity, -.infinity])
                }
            }
            let found = TagDecoding(tags, field: field).tags(emissions)
            #expect(found.count == emissions.rows)
            #expect(isValid(found, tags), "\(found) of \(tags.labels)")
            if !isValid(TagDecoding(tags, isConstrained: false, field: field).tags(emissions), tags) {
                invalidWithout += 1
            }
        }
        #expect(invalidWithout >= 50)
    }

    @Test(arguments: [["O", "B-A", "I-A"], ["O", "b-a", "i-a"], ["I-A", "B-A", "O"], ["A_I", "O", "A_B"]])
    func `labels that leave the scheme open decode as each word's best tag`(labels: [String]) {
        var generator = SeededGenerator(7)
        let tags = TagSet(labels: labels)
        #expect(tags.isSchemeAssumed)
        for _ in 0..<40 {
            let rows = generator.rows(generator.number(1...8), columns: 3)
            let best = rows.map { row in row.indices.max { row[$0] < row[$1] } ?? 0 }
            #expect(TagDecoding(tags).tags(matrix(rows, tags)) == best)
        }
    }

    @Test func `tags that make up no sequence of a length are taken as they score`() {
        let tags = TagSet(labels: ["B-A", "E-A"])
        #expect(tags.scheme == .bioes)
        let emissions = matrix([[1, 2]], tags)
        #expect(TagDecoding(tags).tags(emissions) == [1])
        let field = TransitionScores(starts: [2, 0], transitions: [0, 0, 0, 0], ends: [0, 0])
        #expect(TagDecoding(tags, field: field).tags(emissions) == [0])
        let probabilities = TagDecoding(tags, field: field).probabilities(emissions)
        #expect(probabilities.count == 1)
        #expect(abs((probabilities.first?.first ?? 0) - 0.7310585786300049) <= 1e-15)
        #expect(TagDecoding(tags).tags(matrix([[0, 9], [9, 0]], tags)) == [0, 1])
    }

    @Test func `long texts`() {
        var generator = SeededGenerator(6)
        let tags = TagSet(types: ["A", "B"], scheme: .bioes)
        let rows = generator.rows(10_000, columns: tags.tags.count, within: 20)
        let emissions = matrix(rows, tags)
        let free = TagDecoding(tags, isConstrained: false).tags(emissions)
        #expect(free == rows.map { row in row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0 })
        let found = TagDecoding(tags).tags(emissions)
        #expect(isValid(found, tags))
        let probabilities = TagDecoding(tags, field: generator.transitionScores(tags.tags.count))
            .probabilities(emissions)
        #expect(probabilities.count == 10_000)
        #expect(probabilities.allSatisfy { abs($0.reduce(0, +) - 1) <= 1e-8 })
    }
}
