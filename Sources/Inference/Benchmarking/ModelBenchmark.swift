/// Measures a model on texts, as a program sees it that calls `SentenceEmbedder`, `TextClassifier` or
/// `TokenClassifier`.
package struct ModelBenchmark {
    /// Hears how far a measurement is, and ends it by an error.
    package typealias Progress = (_ what: String, _ done: Int, _ total: Int) throws -> Void

    package let subject: BenchmarkSubject
    /// How often everything is measured.
    package let rounds: Int
    let progress: Progress

    package init(_ subject: BenchmarkSubject, rounds: Int, progress: @escaping Progress) {
        precondition(rounds > 0, "there must be a round")
        self.subject = subject
        self.rounds = rounds
        self.progress = progress
    }
}
