package import Datasets
package import Inference
import InputOutput
import TaskHeads
import TensorKernels

/// An ensemble of classifiers with the same labels, which averages their probabilities or their numbers.
package struct EnsembleLabeller: TextLabeller {
    package let settings: [String: String]
    package let isIndependentOfNeighbours = OpenBLAS.keepsRowsApart
    package var columns: [LabelColumn] { answers.columns }
    private let classifiers: [TextClassifier]
    /// For each classifier, the indices of the first one's labels among its own.
    private let places: [[Int]]
    private let answers: ClassifierAnswers
    private let usesPairs: Bool

    /// - Parameter classifiers: At least two classifiers.
    /// - Throws: `FledgeError` with category `usage` if they differ in task or labels, or if the options do not suit
    ///   them.
    package init(_ classifiers: [TextClassifier], options: ClassifierOptions, usesPairs: Bool) throws {
        guard classifiers.count > 1 else {
            throw FledgeError(
                .usage, "an ensemble needs at least two models", expected: "--model several times",
                found: "\(classifiers.count)")
        }
        guard !options.logits else {
            throw FledgeError(
                .usage, "an ensemble averages probabilities and has no logits", advice: "leave out --logits")
        }
        self.classifiers = classifiers
        self.usesPairs = usesPairs
        let first = classifiers[0]
        places = try classifiers.map { classifier in
            let places = first.labels.compactMap { classifier.labels.firstIndex(of: $0) }
            guard classifier.task == first.task, places.count == first.labels.count,
                classifier.labels.count == first.labels.count
            else {
                throw FledgeError(
                    .usage, at: classifier.pretrained.directory,
                    "the models of an ensemble must have the same task and labels",
                    expected: "\(first.task.rawValue), \(Spelling.list(first.labels)) as "
                        + first.pretrained.directory,
                    found: "\(classifier.task.rawValue), \(Spelling.list(classifier.labels))")
            }
            return places
        }
        answers = try ClassifierAnswers(task: first.task, labels: first.labels, options: options)
        var settings = options.settings
        settings["ensemble"] = "true"
        for (number, classifier) in classifiers.enumerated() {
            for (name, value) in try ModelSettings.of(classifier.pretrained) {
                settings["\(name) \(number + 1)"] = value
            }
        }
        self.settings = settings
    }

    package func label(_ rows: [Row]) throws -> LabelledRows {
        let texts = rows.map(\.text)
        let pairs = usesPairs ? rows.map(\.pair) : nil
        let results = try classifiers.map { try $0.logits(texts, pairs: pairs) }
        let values = rows.indices.map { row in
            let predictions = zip(classifiers, results).map { $0.prediction($1.rows[row]) }
            return answers.values(average(predictions))
        }
        return LabelledRows(
            values: values,
            tokenCounts: rows.indices.map { row in results.reduce(0) { $0 + $1.tokenCounts[row] } },
            wereCut: rows.indices.map { row in results.contains { $0.wereCut[row] } })
    }

    private func average(_ predictions: [TextClassifier.Prediction]) -> TextClassifier.Prediction {
        let count = Double(predictions.count)
        if classifiers[0].task == .regression {
            let value = predictions.reduce(0) { $0 + Double($1.value ?? .nan) } / count
            return classifiers[0].prediction(value: Float(value), logits: [])
        }
        let scores = classifiers[0].labels.indices.map { label in
            Float(zip(predictions, places).reduce(0) { $0 + Double($1.0.scores[$1.1[label]]) } / count)
        }
        return classifiers[0].prediction(scores: scores, logits: [])
    }
}
