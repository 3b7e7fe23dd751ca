import Inference
import InputOutput
import Synchronization
import TestSupport
import Testing

/// Texts that arrive one after the other.
@Suite struct PredictionSequenceTests {
    private let directory: TemporaryDirectory
    private let classifier: TextClassifier

    init() throws {
        directory = try TemporaryDirectory()
        var model = TinyModel()
        model.addClassifier(labels: TinyReviews.labels)
        classifier = try TextClassifier(directory: model.write(in: directory))
    }

    /// Texts that arrive as fast as they are requested, and are counted.
    private struct CountedTexts: AsyncSequence, Sendable {
        final class Counter: Sendable { let count = Atomic(0) }
        let limit: Int
        var failsAtTheEnd = false
        let counter = Counter()

        struct AsyncIterator: AsyncIteratorProtocol {
            let texts: CountedTexts
            mutating func next() async throws -> String? {
                let number = texts.counter.count.add(1, ordering: .relaxed).oldValue
                guard number < texts.limit else {
                    if texts.failsAtTheEnd { throw FledgeError(.data, "no more") }
                    return nil
                }
                return TinyReviews.rows(1, offset: number % 60)[0].text
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(texts: self) }
    }

    @Test(arguments: [1, 7, 256]) func labelsInOrder(chunkSize: Int) async throws {
        var predictions: [TextClassifier.Prediction] = []
        for try await prediction in classifier.label(CountedTexts(limit: 100), chunkSize: chunkSize) {
            predictions.append(prediction)
        }
        let texts = (0..<100).map { TinyReviews.rows(1, offset: $0 % 60)[0].text }
        let expected = try classifier.predict(texts).predictions
        #expect(predictions.map(\.label) == expected.map(\.label))
        for (prediction, expected) in zip(predictions, expected) {
            #expect(largestDifference(prediction.logits, expected.logits) < 1e-5)
        }
    }

    @Test func nothingInNothingOut() async throws {
        for try await _ in classifier.label(CountedTexts(limit: 0)) { Issue.record("a prediction of nothing") }
    }

    /// One chunk that is being labelled and one that waits: no more is read.
    @Test func readsNoMoreThanItLabels() async throws {
        let texts = CountedTexts(limit: .max)
        var iterator = classifier.label(texts, chunkSize: 8).makeAsyncIterator()
        for done in 1...40 {
            _ = try await iterator.next()
            try await Task.sleep(for: .milliseconds(2))
            #expect(texts.counter.count.load(ordering: .relaxed) <= done + 16)
        }
    }

    /// The first text gets its answer before the second one has arrived.
    @Test func aTextWaitsForNoOther() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        var iterator = classifier.label(stream).makeAsyncIterator()
        for row in TinyReviews.rows(3) {
            continuation.yield(row.text)
            #expect(try await iterator.next() != nil)
        }
        continuation.finish()
        #expect(try await iterator.next() == nil)
    }

    @Test func errorsComeAfterWhatWasBefore() async throws {
        var count = 0
        let error = await #expect(throws: FledgeError.self) {
            for try await _ in classifier.label(CountedTexts(limit: 10, failsAtTheEnd: true), chunkSize: 4) {
                count += 1
            }
        }
        #expect(error?.problem == "no more")
        #expect(count == 10)
    }

    /// A task that waits for a text that never arrives ends when it is cancelled, and so does the reading.
    @Test func endsWithItsTask() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let (hasBegun, hasEnded) = (Flag(), Flag())
        continuation.onTermination = { _ in hasEnded.set() }
        let task = Task { [classifier] in
            for try await _ in classifier.label(stream) { hasBegun.set() }
        }
        continuation.yield("the film was good")
        try await hasBegun.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await hasEnded.wait()
    }

    /// An event that happens once.
    private final class Flag: Sendable {
        private let isSet = Mutex(false)

        func set() { isSet.withLock { $0 = true } }

        /// Waits for the event, for at most a minute.
        func wait() async throws {
            for _ in 0..<12_000 where !isSet.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            #expect(isSet.withLock { $0 })
        }
    }

    /// Reading also ends when a loop is left.
    @Test func endsWithItsIterator() async throws {
        let texts = CountedTexts(limit: .max)
        for try await _ in classifier.label(texts, chunkSize: 4) { break }
        try await Task.sleep(for: .milliseconds(50))
        let count = texts.counter.count.load(ordering: .relaxed)
        try await Task.sleep(for: .milliseconds(50))
        #expect(texts.counter.count.load(ordering: .relaxed) == count)
        #expect(count <= 9)
    }
}
