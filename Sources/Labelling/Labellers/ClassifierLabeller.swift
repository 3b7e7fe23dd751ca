package import Datasets
package import Inference
import TensorKernels

/// A classifier that labels rows.
package struct ClassifierLabeller: TextLabeller {
    package let settings: [String: String]
    package let isIndependentOfNeighbours = OpenBLAS.keepsRowsApart
    package var columns: [LabelColumn] { answers.columns }
    private let classifier: TextClassifier
    private let answers: ClassifierAnswers
    private let usesPairs: Bool

    /// - Parameter usesPairs: Passes the rows' second texts to the model too.
    /// - Throws: `FledgeError` with category `usage` if the options do not suit the model.
    package init(_ classifier: TextClassifier, options: ClassifierOptions, usesPairs: Bool) throws {
        self.classifier = classifier
        self.usesPairs = usesPairs
        answers = try ClassifierAnswers(task: classifier.task, labels: classifier.labels, options: options)
        settings = try ModelSettings.of(classifier.pretrained).merging(options.settings) { $1 }
    }

    package func label(_ rows: [Row]) throws -> LabelledRows {
        let logits = try classifier.logits(rows.map(\.text), pairs: usesPairs ? rows.map(\.pair) : nil)
        return LabelledRows(
            values: logits.rows.map { answers.values(classifier.prediction($0)) }, tokenCounts: logits.tokenCounts,
            wereCut: logits.wereCut)
    }
}
