import Inference
import TensorKernels
import TestSupport
import Testing

/// Embeddings in every precision.
struct PrecisionTests {
    /// Texts of many lengths.
    private static let texts = (0..<90).map { number in
        let words = ["a", "good", "film", "is", "rare", ",", "they", "said"]
        let count = 1 + number * 7 % 40
        return (0..<count).map { words[($0 * 5 + number) % words.count] }.joined(separator: " ")
    }

    private func embedder(_ precision: Precision?) throws -> SentenceEmbedder {
        try SentenceEmbedder(directory: MiniLM.directory(), options: LoadingOptions(precision: precision))
    }

    @Test(arguments: [Precision.bf16, .int8])
    func `a text's bits do not depend on its neighbours`(precision: Precision) throws {
        try expectIndependence(precision)
    }

    @Test(
        .disabled(
            if: ["Haswell", "Zen"].contains(OpenBLAS.status.core),
            "these kernels of OpenBLAS compute six of each twelve rows in another order"))
    func `nor in single precision`() throws { try expectIndependence(.fp32) }

    private func expectIndependence(_ precision: Precision) throws {
        let embedder = try embedder(precision)
        let together = try embedder.embed(Self.texts).embeddings
        for number in stride(from: 0, to: Self.texts.count, by: 7) {
            #expect(try embedder.embed(Self.texts[number]) == together[number], "text \(number)")
        }
        let some = try embedder.embed(Array(Self.texts[30..<50])).embeddings
        #expect(some == Array(together[30..<50]))
    }

    /// The minimum and the mean cosine to single precision that each one guarantees.
    @Test(arguments: [(Precision.bf16, 0.9999, 0.9999), (.int8, 0.9, 0.99)])
    func `results stay close to those of single precision`(
        precision: Precision, least: Double, mean: Double
    ) throws {
        let exact = try embedder(.fp32).embed(Self.texts).embeddings
        let rounded = try embedder(precision).embed(Self.texts).embeddings
        let cosines = zip(exact, rounded).map { VectorComparison($1.map(Double.init), $0.map(Double.init)).cosine }
        #expect((cosines.min() ?? 0) >= least)
        #expect(cosines.reduce(0, +) / Double(cosines.count) >= mean)
        #expect(rounded != exact)
    }

    @Test func `the choice says why`() throws {
        #expect(try Precision.choice(.fp32, for: .training) == .init(precision: .fp32, reason: "as asked"))
        #expect(try Precision.choice(nil, for: .inference).precision == (Precision.bf16.isFast ? .bf16 : .fp32))
        #expect(throws: (any Error).self) { try Precision.choice(.int8, for: .training) }
    }
}
