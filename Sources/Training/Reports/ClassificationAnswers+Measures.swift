import Evaluation
import TaskHeads

extension ClassificationAnswers {
    public var measures: [RowMeasure] {
        switch (targets, answers) {
        case (.classes(let truths), .classes(let answers)): classMeasures(truths, answers)
        case (.labelSets(let truths), .labelSets(let answers)):
            LabelSetCounts(truths: truths, answers: answers, isRight: isRight).measures
        case (.numbers, .numbers(let answers)):
            Self.numberMeasures(zip(numbers, answers).map { Double($1) - $0 })
        default: preconditionFailure("answers are of the kind of the truths")
        }
    }

    private func classMeasures(_ truths: [Int], _ answers: [Int]) -> [RowMeasure] {
        let labels = labels
        // Labels that the model does not know have no rank.
        func measure(
            _ name: String, among count: Int? = nil, _ value: @escaping (ConfusionMatrix) -> Double?
        ) -> RowMeasure {
            let labels = Array(labels.prefix(count ?? labels.count))
            return RowMeasure(name: name) { rows in
                var matrix = ConfusionMatrix(labels: labels)
                for row in rows where truths[row] < labels.count {
                    matrix.add(truth: truths[row], prediction: answers[row])
                }
                return value(matrix)
            }
        }
        let common = [measure("accuracy", \.accuracy), measure("macro_f1", \.macroAverage.f1)]
        guard isOrdinal else { return common }
        return [
            measure("mean_absolute_error", among: knownCount, \.meanAbsoluteError),
            measure("quadratic_weighted_kappa", among: knownCount, \.quadraticWeightedKappa),
        ] + common
    }

    private static func numberMeasures(_ errors: [Double]) -> [RowMeasure] {
        func mean(_ rows: [Int], _ size: (Double) -> Double) -> Double? {
            rows.isEmpty ? nil : rows.reduce(0) { $0 + size(errors[$1]) } / Double(rows.count)
        }
        return [
            RowMeasure(name: "root_mean_squared_error") { mean($0) { $0 * $0 }?.squareRoot() },
            RowMeasure(name: "mean_absolute_error") { mean($0, abs) },
        ]
    }
}

/// True and predicted labels of rows, laid out for repeated counting.
private struct LabelSetCounts {
    private let width: Int
    /// For each row and label, 1 if it is both true and predicted.
    private let hits: [UInt8]
    /// For each row and label, the sum of two indicators: 1 if it is true and 1 if it is predicted.
    private let sizes: [UInt8]
    private let isRight: [Bool]

    init(truths: [[Float]], answers: [[Float]], isRight: [Bool]) {
        width = truths.first?.count ?? 0
        let pairs = zip(truths.joined(), answers.joined()).map { ($0 > 0, $1 > 0) }
        hits = pairs.map { $0 && $1 ? 1 : 0 }
        sizes = pairs.map { ($0 ? 1 : 0) + ($1 ? 1 : 0) }
        self.isRight = isRight
    }

    var measures: [RowMeasure] {
        [
            RowMeasure(name: "micro_f1") { rows in
                let (hits, sizes) = counts(rows)
                return Self.f1(hits.reduce(0, +), sizes.reduce(0, +))
            },
            RowMeasure(name: "macro_f1") { rows in
                guard width > 0 else { return nil }
                let (hits, sizes) = counts(rows)
                return zip(hits, sizes).reduce(0) { $0 + Self.f1($1.0, $1.1) } / Double(width)
            },
            RowMeasure(name: "subset_accuracy") { rows in
                rows.isEmpty ? nil : Double(rows.count { isRight[$0] }) / Double(rows.count)
            },
        ]
    }

    private func counts(_ rows: [Int]) -> (hits: [Int], sizes: [Int]) {
        var (hitCounts, sizeCounts) = ([Int](repeating: 0, count: width), [Int](repeating: 0, count: width))
        for row in rows {
            for label in 0..<width {
                hitCounts[label] += Int(hits[row * width + label])
                sizeCounts[label] += Int(sizes[row * width + label])
            }
        }
        return (hitCounts, sizeCounts)
    }

    private static func f1(_ hits: Int, _ size: Int) -> Double { size == 0 ? 0 : 2 * Double(hits) / Double(size) }
}
