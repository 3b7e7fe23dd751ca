import Foundation

extension TextClassifier {
    /// Labels texts as they arrive, in order.
    ///
    ///     for try await prediction in classifier.label(reviews) { print(prediction.label) }
    ///
    /// Texts that are already available are labelled together, at most `chunkSize` of them; a single text is labelled
    /// at once. While a chunk is being labelled, at most one further chunk is read; a faster sequence has to wait. The
    /// work ends with the iterating task or with the iterator.
    ///
    /// - Returns: A prediction for each text. Iterating throws the errors of `texts`, after the predictions of the
    ///   texts before them, the errors of ``predict(_:pairs:)``, and `CancellationError` once the task is cancelled.
    public func label<Texts: AsyncSequence & Sendable>(
        _ texts: Texts, chunkSize: Int = 256
    ) -> Predictions<Texts> where Texts.Element == String {
        precondition(chunkSize > 0, "a chunk needs a text")
        return Predictions(classifier: self, texts: texts, chunkSize: chunkSize)
    }

    /// The predictions of a sequence of texts; see ``TextClassifier/label(_:chunkSize:)``.
    public struct Predictions<Texts: AsyncSequence & Sendable>: AsyncSequence, Sendable
    where Texts.Element == String {
        fileprivate let classifier: TextClassifier
        fileprivate let texts: Texts
        fileprivate let chunkSize: Int

        /// Starts reading the texts.
        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(work: Work(classifier: classifier, texts: texts, chunkSize: chunkSize))
        }

        public struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate let work: Work
            private var ready: ArraySlice<Prediction> = []

            fileprivate init(work: Work) { self.work = work }

            /// Returns the next prediction; `nil` after the last.
            public mutating func next() async throws -> Prediction? {
                try Task.checkCancellation()
                if ready.isEmpty {
                    guard let texts = try await work.texts.take() else { return nil }
                    ready = try await work.predict(texts)[...]
                }
                return ready.popFirst()
            }
        }

        /// The reading task, which ends with the iterator.
        fileprivate final class Work: Sendable {
            let texts: WaitingTexts
            private let classifier: TextClassifier
            private let reading: Task<Void, Never>

            init(classifier: TextClassifier, texts: Texts, chunkSize: Int) {
                self.classifier = classifier
                let waiting = WaitingTexts(limit: chunkSize)
                self.texts = waiting
                reading = Task {
                    do {
                        var iterator = texts.makeAsyncIterator()
                        while await waiting.hasRoom(), let text = try await iterator.next() { waiting.add(text) }
                        waiting.finish()
                    } catch {
                        waiting.finish(throwing: error)
                    }
                }
            }

            deinit {
                reading.cancel()
                texts.cancel()
            }

            /// Labels on a separate thread: the threads of Swift's tasks must not be blocked by computation.
            func predict(_ texts: [String]) async throws -> [Prediction] {
                try await withCheckedThrowingContinuation { continuation in
                    DispatchQueue.global().async { [classifier] in
                        continuation.resume(with: Result { try classifier.predict(texts).predictions })
                    }
                }
            }
        }
    }
}
