import Inference
import TaskHeads
import TestSupport
import Testing

/// A sentence embedder, used through its public interface.
@Suite struct SentenceEmbedderTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = try TinyModel().write(in: directory)
    }

    private func norm(_ vector: [Float]) -> Float { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    @Test func embedsTexts() throws {
        let embedder = try SentenceEmbedder(directory: path)
        let (vectors, truncatedCount) = try embedder.embed(["the film was good", "the soup was bad"])
        #expect(embedder.dimension == 32)
        #expect(embedder.pooling == SentencePooling(mode: .mean, normalizes: true))
        #expect(vectors.map(\.count) == [32, 32])
        #expect(vectors.allSatisfy { abs(norm($0) - 1) < 1e-5 })
        #expect(truncatedCount == 0)
        #expect(largestDifference(vectors[0], vectors[1]) > 0.01)
        #expect(largestDifference(vectors[1], try embedder.embed("the soup was bad")) < 1e-5)
    }

    @Test(arguments: PoolingMode.allCases)
    func normalisationDividesByTheLength(mode: PoolingMode) throws {
        let raw = try SentenceEmbedder(directory: path, pooling: SentencePooling(mode: mode, normalizes: false))
        let unit = try SentenceEmbedder(directory: path, pooling: SentencePooling(mode: mode, normalizes: true))
        let vector = try raw.embed("the film was good")
        let length = norm(vector)
        #expect(abs(length - 1) > 0.1)
        #expect(largestDifference(vector.map { $0 / length }, try unit.embed("the film was good")) < 1e-5)
    }

    @Test func servesSeveralTasksAtOnce() async throws {
        let embedder = try SentenceEmbedder(directory: path)
        let texts = TinyReviews.rows(200).map(\.text)
        let expected = try embedder.embed(texts).embeddings
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    number % 2 == 0
                        ? try embedder.embed(texts).embeddings
                        : try SentenceEmbedder(directory: path).embed(texts).embeddings
                }
            }
            for try await vectors in group { #expect(vectors == expected) }
        }
    }
}
