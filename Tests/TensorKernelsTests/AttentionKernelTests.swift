import CTensorKernels
import Foundation
import TestSupport
import Testing

struct AttentionKernelTests {
    /// Lengths about the ends of vectors, tiles and blocks.
    static let lengths =
        Array(1...18) + [26, 31, 32, 33, 47, 48, 49, 63, 64, 65, 66, 79, 81, 96, 127, 128, 129, 150, 193, 200]
    static let sizes = [1, 12, 20, 32, 64, 80]
    /// Whether there is a bias, and the probability of dropout.
    static let options: [(Bool, Float)] = [(false, 0), (true, 0), (false, 0.3), (true, 0.3)]

    @Test(arguments: sizes, lengths)
    func `results and gradients are those in double precision`(size: Int, length: Int) {
        for (hasBias, probability) in Self.options {
            let head = AttentionHead(length: length, size: size, hasBias: hasBias, dropoutProbability: probability)
            let (computed, expected) = (head.computed(), head.expected)
            for (part, reference) in zip(computed.parts, expected.parts) {
                let magnitude = reference.numbers.reduce(1) { max($0, abs($1)) }
                let difference = largestDifference(part.numbers.map(Double.init), reference.numbers)
                #expect(difference <= 1e-6 * magnitude, "\(part.name), \(hasBias), \(probability)")
            }
            #expect(largestDifference(computed.logSums.map(Double.init), expected.logSums) <= 6e-6)
        }
    }

    private func expectBF16(_ way: AttentionHead.Way, size: Int, length: Int) {
        for (hasBias, probability) in Self.options {
            let head = AttentionHead(length: length, size: size, hasBias: hasBias, dropoutProbability: probability)
            let (computed, expected) = (head.computed(way), head.expected)
            for (part, reference) in zip(computed.parts, expected.parts) where !reference.numbers.isEmpty {
                let comparison = VectorComparison(part.numbers.map(Double.init), reference.numbers)
                // Scores of a single product have rounding errors that nothing averages out.
                #expect(comparison.cosine >= (size == 1 ? 0.999 : 0.9999), "\(part.name), \(hasBias), \(probability)")
                #expect(
                    comparison.relativeNormError <= (size == 1 ? 0.03 : 0.01),
                    "\(part.name), \(hasBias), \(probability)")
            }
            #expect(largestDifference(computed.logSums.map(Double.init), expected.logSums) <= 0.01)
        }
    }

    @Test(arguments: sizes, lengths.filter { $0 > 2 })
    func `in bfloat16 they are near those`(size: Int, length: Int) { expectBF16(.bf16, size: size, length: length) }

    @Test(arguments: [32, 64, 96], lengths.filter { $0 > 2 })
    func `with matrix instructions they are near those`(size: Int, length: Int) {
        expectBF16(.emulatedTiles, size: size, length: length)
    }

    @Test(arguments: [AttentionHead.Way.singlePrecision, .bf16, .emulatedTiles], [5, 64, 100])
    func `results depend on the operands alone`(way: AttentionHead.Way, length: Int) {
        var head = AttentionHead(length: length, size: 32, hasBias: true, dropoutProbability: 0.2)
        let first = head.computed(way)
        for gap in [0, 16, 1184] {
            head.gap = gap
            let second = head.computed(way)
            for (one, other) in zip(first.parts, second.parts) { #expect(one.numbers == other.numbers) }
            #expect(first.logSums == second.logSums)
        }
    }

    @Test(arguments: [AttentionHead.Way.singlePrecision, .bf16, .emulatedTiles], [16, 33, 70])
    func `a bias of minus infinity hides keys`(way: AttentionHead.Way, length: Int) {
        var head = AttentionHead(length: length, size: 32, hasBias: true)
        // Those after the query: the first query sees the first key alone.
        for distance in 1..<length { head.bias?[length - 1 + distance] = -.infinity }
        let (computed, expected) = (head.computed(way), head.expected)
        let tolerance = way == .singlePrecision ? 1e-6 : 0.02
        for (part, reference) in zip(computed.parts, expected.parts) {
            let magnitude = reference.numbers.reduce(1) { max($0, abs($1)) }
            #expect(largestDifference(part.numbers.map(Double.init), reference.numbers) <= tolerance * magnitude)
        }
        #expect(computed.distances.suffix(length - 1).allSatisfy { $0 == 0 })
        #expect(way != .singlePrecision || computed.out.prefix(32) == head.value.prefix(32))
    }

    @Test(arguments: [AttentionHead.Way.singlePrecision, .bf16, .emulatedTiles])
    func `a query that sees no key has no result`(way: AttentionHead.Way) {
        var head = AttentionHead(length: 40, size: 32, hasBias: true)
        for distance in -39...0 { head.bias?[39 + distance] = -.infinity }
        let out = head.computed(way).out
        #expect(out.suffix(32).allSatisfy { $0.isNaN })
        #expect(out.dropLast(32).allSatisfy { $0.isFinite })
    }

    @Test(arguments: [AttentionHead.Way.singlePrecision, .bf16, .emulatedTiles], [13, 40, 70])
    func `huge scores choose one key`(way: AttentionHead.Way, length: Int) {
        var head = AttentionHead(length: length, size: 32)
        // A token is told by two digits; query i has those of the token (7 i + 3) % length.
        func code(_ token: Int) -> [Float] {
            (0..<32).map { $0 == token % 8 || $0 == 8 + token / 8 ? 1e15 : 0 }
        }
        head.scale = 1
        head.key = (0..<length).flatMap(code)
        head.query = (0..<length).flatMap { code((7 * $0 + 3) % length) }
        let computed = head.computed(way)
        for part in computed.parts { #expect(part.numbers.allSatisfy { $0.isFinite }, "\(part.name)") }
        for token in 0..<length {
            let chosen = (7 * token + 3) % length
            let difference = largestDifference(
                computed.out[token * 32..<(token + 1) * 32], head.value[chosen * 32..<(chosen + 1) * 32])
            #expect(difference <= (way == .singlePrecision ? 0 : 0.005))
        }
    }

    @Test(arguments: [AttentionHead.Way.singlePrecision, .bf16, .emulatedTiles], [13, 40, 70])
    func `what is not a number spreads as far as it is read`(way: AttentionHead.Way, length: Int) {
        for probability: Float in [0, 0.3] { expectSpread(way: way, length: length, probability: probability) }
    }

    private func expectSpread(way: AttentionHead.Way, length: Int, probability: Float) {
        let sound = AttentionHead(length: length, size: 32, dropoutProbability: probability)
        var (query, key, value) = (sound, sound, sound)
        query.query[3 * 32 + 5] = .nan
        let (result, soundResult) = (query.computed(way), sound.computed(way))
        #expect(result.logSums[3].isNaN)
        #expect(result.out[3 * 32..<4 * 32].allSatisfy { $0.isNaN })
        #expect(result.out[..<(3 * 32)] == soundResult.out[..<(3 * 32)])
        #expect(result.out[(4 * 32)...] == soundResult.out[(4 * 32)...])
        #expect(result.query[3 * 32..<4 * 32].allSatisfy { $0.isNaN })
        #expect(result.query[(4 * 32)...] == soundResult.query[(4 * 32)...])
        #expect(result.key.allSatisfy { $0.isNaN })
        // A dropped probability is zero whatever it was.
        let lost = result.value.count { $0.isNaN }
        #expect(probability == 0 ? lost == length * 32 : lost > length * 8)
        key.key[3 * 32 + 5] = .nan
        #expect(key.computed(way).out.allSatisfy { $0.isNaN })
        value.value[3 * 32 + 5] = .nan
        let places = value.computed(way).out.enumerated().filter { $1.isNaN }.map { $0.offset % 32 }
        #expect(Set(places) == [5])
        #expect(probability > 0 || places.count == length)
    }

    @Test func `an empty sequence has nothing`() {
        var head = fledge_attention()
        head.head_size = 32
        head.scale = 1
        fledge_attention_forward(&head, nil, 32, nil, nil)
        var distances: Float = 5
        fledge_attention_backward(&head, nil, 32, nil, nil, nil, nil, 32, &distances, nil)
        #expect(distances == 5)
    }
}
