/// Benchmarks a model on texts, as seen by a program that calls `SentenceEmbedder`, `TextClassifier` or
/// `TokenClassifier`.
package struct ModelBenchmark {
    /// A function that is called with the progress of a measurement, and stops it by throwing an error.
    package typealias Progress = (_ what: String, _ done: Int, _ total: Int) throws -> Void

    package let subject: BenchmarkSubject
    /// The number of measurement rounds.
    package let rounds: Int
    let progress: Progress

    package init(_ subject: BenchmarkSubject, rounds: Int, progress: @escaping Progress) {
        precondition(rounds > 0, "there must be a round")
        self.subject = subject
        self.rounds = rounds
        self.progress = progress
    }
}
