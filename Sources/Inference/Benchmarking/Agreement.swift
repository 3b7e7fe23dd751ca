import InputOutput

/// The agreement of one model's results with another's on the same texts.
package struct Agreement: Sendable, Encodable {
    package let task: BenchmarkSubject.Task
    package let texts: Int
    /// The cosine similarity of embeddings or logits.
    package let meanCosine: Double, leastCosine: Double
    /// The share of texts with the same label, or of words with the same tag, from both models; `nil` for embedders.
    package let sameLabels: Double?

    package init(of model: BenchmarkSubject, with reference: BenchmarkSubject, on texts: [String]) throws {
        let (vectors, expected) = (try model.vectors(texts), try reference.vectors(texts))
        task = reference.task
        let cosines = zip(vectors, expected).map(Self.cosine)
        self.texts = texts.count
        meanCosine = cosines.reduce(0, +) / Double(max(cosines.count, 1))
        leastCosine = cosines.min() ?? 1
        let same = zip(vectors, expected).count { $0.indexOfLargest == $1.indexOfLargest }
        sameLabels = task == .embedding ? nil : Double(same) / Double(max(expected.count, 1))
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        func product(_ left: [Float], _ right: [Float]) -> Double {
            zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let lengths = (product(left, left) * product(right, right)).squareRoot()
        return lengths == 0 ? (left == right ? 1 : 0) : product(left, right) / lengths
    }
}
