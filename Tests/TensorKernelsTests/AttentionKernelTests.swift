import CTensorKernels
import Foundation
import TestSupport
import Testing

struct AttentionKernelTests {
    /// Lengths around the boundaries of vectors, tiles and blocks.
    static let lengths = Array(1...18) + [26, 31, 32, 33, 47, 48, 63, 64, 65, 96, 127, 129, 200]
    static let sizes = [1, 12, 20, 32, 64, 80, 96]
    static let ways: [AttentionHead.Way] = [.singlePrecision, .bf16, .emulatedTiles]

    @Test(arguments: sizes, lengths)
    func `results and gradients are those in double precision`(size: Int, length: Int) {
        for hasBias in [false, true] {
            // Long sequences use everything at once.
            for probability in [Float(0), 0.3] where length <= 40 || (hasBias && probability > 0) {
                let head = AttentionHead(length: length, size: size, hasBias: hasBias, dropoutProbability: probability)
                let expected = head.expected
                expectExact(head.computed(), expected)
                guard length > 2 else { continue }
                // Scores from a single product have rounding errors that do not average out.
                expectNear(head.computed(.bf16), expected, tolerance: size == 1 ? 0.03 : 0.01)
                if size % 32 == 0 { expectNear(head.computed(.emulatedTiles), expected, tolerance: 0.01) }
            }
        }
    }

    private func expectExact(_ computed: AttentionHead.Results<Float>, _ expected: AttentionHead.Results<Double>) {
        for (part, reference) in zip(computed.parts, expected.parts) {
            let magnitude = reference.numbers.reduce(1) { max($0, abs($1)) }
            let difference = largestDifference(part.numbers.map(Double.init), reference.numbers)
            #expect(difference <= 1e-6 * magnitude, "\(part.name)")
        }
        #expect(largestDifference(computed.logSums.map(Double.init), expected.logSums) <= 6e-6)
    }

    /// The cosine of an angle is smaller than 1 by half the square of the angle.
    private func expectNear(
        _ computed: AttentionHead.Results<Float>, _ expected: AttentionHead.Results<Double>, tolerance: Double
    ) {
        for (part, reference) in zip(computed.parts, expected.parts) where !reference.numbers.isEmpty {
            let comparison = VectorComparison(part.numbers.map(Double.init), reference.numbers)
            #expect(comparison.cosine >= 1 - tolerance * tolerance, "\(part.name)")
            #expect(comparison.relativeNormError <= tolerance, "\(part.name)")
        }
        #expect(largestDifference(computed.logSums.map(Double.init), expected.logSums) <= 0.01)
    }

    @Test(arguments: ways, [5, 64, 100])
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

    @Test(arguments: ways, [16, 33, 70])
    func `a bias of minus infinity hides keys`(way: AttentionHead.Way, length: Int) {
        var head = AttentionHead(length: length, size: 32, hasBias: true)
        // Keys after the query are masked: the first query sees only the first key.
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

    @Test(arguments: ways, [5, 33, 70])
    func `what all biases have in common changes nothing`(way: AttentionHead.Way, length: Int) {
        var head = AttentionHead(length: length, size: 32, hasBias: true)
        let distances = 2 * length - 1
        for common in [Float(89), 128, 1000] {
            head.bias = [Float](repeating: common, count: distances)
            let computed = head.computed(way)
            head.bias = [Float](repeating: 0, count: distances)
            for (part, reference) in zip(computed.parts, head.expected.parts) where part.name != "distances" {
                let comparison = VectorComparison(part.numbers.map(Double.init), reference.numbers)
                #expect(comparison.relativeDifference <= (way == .singlePrecision ? 1e-4 : 0.02), "\(part.name)")
            }
            #expect(computed.distances.allSatisfy { $0.isFinite })
        }
    }

    @Test(arguments: ways)
    func `a query that sees no key has no result`(way: AttentionHead.Way) {
        var head = AttentionHead(length: 40, size: 32, hasBias: true)
        for distance in -39...0 { head.bias?[39 + distance] = -.infinity }
        let out = head.computed(way).out
        #expect(out.suffix(32).allSatisfy { $0.isNaN })
        #expect(out.dropLast(32).allSatisfy { $0.isFinite })
    }

    @Test(arguments: ways, [13, 40, 70])
    func `huge scores choose one key`(way: AttentionHead.Way, length: Int) {
        var head = AttentionHead(length: length, size: 32)
        // A token is identified by two digits; query i has those of the token (7 i + 3) % length.
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

    @Test(arguments: ways, [(13, 0), (40, 0), (70, 0), (13, 0.3), (40, 0.3), (70, 0.3)])
    func `what is not a number spreads as far as it is read`(way: AttentionHead.Way, dropped: (Int, Float)) {
        let (length, probability) = dropped
        let sound = AttentionHead(length: length, size: 32, dropoutProbability: probability)
        var (query, key, value) = (sound, sound, sound)
        // With the sign that processors give to a NaN.
        query.query[3 * 32 + 5] = -.nan
        let (result, soundResult) = (query.computed(way), sound.computed(way))
        #expect(result.logSums[3].isNaN)
        #expect(result.out[3 * 32..<4 * 32].allSatisfy { $0.isNaN })
        #expect(result.out[..<(3 * 32)] == soundResult.out[..<(3 * 32)])
        #expect(result.out[(4 * 32)...] == soundResult.out[(4 * 32)...])
        #expect(result.query[3 * 32..<4 * 32].allSatisfy { $0.isNaN })
        #expect(result.query[(4 * 32)...] == soundResult.query[(4 * 32)...])
        #expect(result.key.allSatisfy { $0.isNaN })
        // A dropped probability is zero, whatever it was before.
        let lost = result.value.count { $0.isNaN }
        #expect(probability == 0 ? lost == length * 32 : lost > length * 8)
        key.key[3 * 32 + 5] = .nan
        #expect(key.computed(way).out.allSatisfy { $0.isNaN })
        #expect(key.computed(way).logSums.allSatisfy { $0.isNaN })
        value.value[3 * 32 + 5] = .nan
        let places = value.computed(way).out.enumerated().filter { $1.isNaN }.map { $0.offset % 32 }
        #expect(Set(places) == [5])
        #expect(probability > 0 || places.count == length)
    }

    @Test func `an empty sequence has nothing`() {
        var (bias, distances) = (Float(1), Float(5))
        withUnsafePointer(to: &bias) { bias in
            var head = fledge_attention()
            head.head_size = 32
            head.bias = bias
            fledge_attention_forward(&head, nil, 32, nil, nil)
            fledge_attention_backward(&head, nil, 32, nil, nil, nil, nil, 32, &distances, nil)
        }
        #expect(distances == 5)
    }
}
