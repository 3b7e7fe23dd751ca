import Evaluation
import Foundation
import Testing

@Suite struct ClassificationReportTests {
    private func report(_ labels: [String], _ counts: [[Int]]) -> ClassificationReport {
        var matrix = ConfusionMatrix(labels: labels)
        for (truth, row) in counts.enumerated() {
            for (prediction, count) in row.enumerated() {
                for _ in 0..<count { matrix.add(truth: truth, prediction: prediction) }
            }
        }
        return ClassificationReport(matrix)
    }

    @Test func tableIsAligned() {
        let expected = """
                                         precision  recall      f1  support
            negative                        1.0000  0.7500  0.8571       12
            positive                        0.7500  1.0000  0.8571        9
            mixed feelings                  0.0000  0.0000  0.0000        0
            macro average                   0.8750  0.8750  0.8571       21
            macro average of all labels     0.5833  0.5833  0.5714       21
            weighted average                0.8929  0.8571  0.8571       21
            accuracy                                        0.8571       21

            balanced accuracy     0.8750
            Matthews correlation  0.7500

            confusion matrix (rows: truth, columns: prediction)
                            negative  positive  mixed…elings
            negative               9         3             0
            positive               0         9             0
            mixed feelings         0         0             0
            """
        let report = report(["negative", "positive", "mixed feelings"], [[9, 3, 0], [0, 9, 0], [0, 0, 0]])
        #expect(report.rendered == expected)
    }

    /// Counts by true and predicted class, macro F1 of the classes that occur and of all, and the findings about the
    /// others.
    struct Absence: Sendable {
        let counts: [[Int]]
        let macroF1: Double, macroF1OfAllLabels: Double
        let findings: [String]
    }

    private static let absences: [Absence] = [
        Absence(counts: [[2, 0, 0], [0, 3, 0], [0, 0, 1]], macroF1: 1, macroF1OfAllLabels: 1, findings: []),
        Absence(
            counts: [[2, 0, 0], [0, 3, 0], [0, 0, 0]], macroF1: 1, macroF1OfAllLabels: 2.0 / 3,
            findings: [
                "no rows of the label \"c\": macro averages leave it out, as scikit-learn does by default; over all labels, "
                    + "macro F1 is 0.6667"
            ]),
        Absence(
            counts: [[2, 0, 0], [0, 0, 0], [0, 0, 0]], macroF1: 1, macroF1OfAllLabels: 1.0 / 3,
            findings: [
                "no rows of the labels \"b\", \"c\": macro averages leave them out, as scikit-learn does by default; over all "
                    + "labels, macro F1 is 0.3333"
            ]),
        Absence(
            counts: [[1, 0, 1], [0, 2, 0], [0, 0, 0]], macroF1: (2.0 / 3 + 1) / 3,
            macroF1OfAllLabels: (2.0 / 3 + 1) / 3,
            findings: ["no rows of the label \"c\", but the model predicts it: it counts as 0 in macro averages"]),
        Absence(
            counts: [[0, 1, 0], [0, 0, 0], [0, 0, 0]], macroF1: 0, macroF1OfAllLabels: 0,
            findings: [
                "no rows of the label \"c\": macro averages leave it out, as scikit-learn does by default; over all labels, "
                    + "macro F1 is 0.0000",
                "no rows of the label \"b\", but the model predicts it: it counts as 0 in macro averages",
            ]),
        Absence(counts: [[0, 2, 0], [0, 0, 1], [1, 0, 0]], macroF1: 0, macroF1OfAllLabels: 0, findings: []),
        Absence(counts: [[0, 0, 0], [0, 0, 0], [0, 0, 0]], macroF1: 0, macroF1OfAllLabels: 0, findings: []),
    ]

    @Test(arguments: absences)
    func classesWithoutRowsAreSaid(_ absence: Absence) {
        let report = report(["a", "b", "c"], absence.counts)
        #expect(abs(report.macroF1 - absence.macroF1) < 1e-12)
        #expect(abs(report.macroF1OfAllLabels - absence.macroF1OfAllLabels) < 1e-12)
        #expect(report.absentLabelFindings == absence.findings)
        let isShown = report.rendered.contains("macro average of all labels")
        #expect(isShown == absence.findings.contains { $0.contains("leave") } || report.count == 0)
    }

    @Test func manyClassesShowTheirConfusions() {
        let labels = (0..<25).map { "a class with a long name, number \($0)" }
        var counts = labels.indices.map { row in labels.indices.map { $0 == row ? 2 : 0 } }
        counts[3][4] = 5
        counts[7][1] = 1
        counts[6][2] = 1
        let lines = report(labels, counts).rendered.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.suffix(5) == [
                "most frequent confusions of 25 classes",
                "truth → prediction                                           count",
                "a class with …name, number 3 → a class with …name, number 4      5",
                "a class with …name, number 6 → a class with …name, number 2      1",
                "a class with …name, number 7 → a class with …name, number 1      1",
            ])
    }

    @Test func jsonHasSnakeCaseKeysAndComesBack() throws {
        let report = report(["no", "yes"], [[1, 1], [0, 2]])
        #expect(
            try json(report) == """
                {"accuracy":0.75,"balanced_accuracy":0.75,"confusion_matrix":[[1,1],[0,2]],"count":4,\
                "labels":["no","yes"],"macro_f1":0.7333333333333334,"macro_f1_all_labels":0.7333333333333334,\
                "macro_precision":0.8333333333333333,"macro_precision_all_labels":0.8333333333333333,\
                "macro_recall":0.75,"macro_recall_all_labels":0.75,"matthews_correlation":0.5773502691896258,"micro_f1":0.75,"micro_precision":0.75,\
                "micro_recall":0.75,"per_class":[\
                {"f1":0.6666666666666666,"label":"no","precision":1,"recall":0.5,"support":2},\
                {"f1":0.8,"label":"yes","precision":0.6666666666666666,"recall":1,"support":2}],\
                "weighted_f1":0.7333333333333334,"weighted_precision":0.8333333333333333,"weighted_recall":0.75}
                """)
        #expect(try comeback(report) == report)
    }

    @Test func reportOnProbabilitiesHasAllMeasures() throws {
        let predictions = try ClassPredictions(
            labels: ["no", "yes"], truths: [0, 0, 1, 1], probabilities: [0.75, 0.25, 0.25, 0.75, 0.5, 0.5, 0, 1])
        let report = ClassificationReport(predictions, isOrdinal: true)
        #expect(
            report.rendered == """
                                  precision  recall      f1  support
                no                   0.5000  0.5000  0.5000        2
                yes                  0.5000  0.5000  0.5000        2
                macro average        0.5000  0.5000  0.5000        4
                weighted average     0.5000  0.5000  0.5000        4
                accuracy                             0.5000        4

                balanced accuracy                     0.5000
                Matthews correlation                  0.0000
                ROC-AUC                               0.7500
                average precision                     0.8333
                cross-entropy (nats)                  0.5918
                Brier score                           0.2188
                expected calibration error (15 bins)  0.2500
                mean absolute error (classes)         0.5000
                quadratic weighted kappa              0.0000

                confusion matrix (rows: truth, columns: prediction)
                     no  yes
                no    1    1
                yes   1    1
                """)
        let text = try json(report)
        for key in [
            "roc_auc", "average_precision", "cross_entropy", "brier_score", "expected_calibration_error",
            "mean_absolute_error", "quadratic_weighted_kappa",
        ] {
            #expect(text.contains("\"\(key)\":"))
        }
        #expect(try comeback(report) == report)
    }

    @Test(arguments: RecordedMetrics.all.classification)
    func measuresAreThoseOfScikitLearn(_ recorded: RecordedMetrics.Classification) throws {
        let predictions = try recorded.predictions()
        let report = ClassificationReport(predictions, isOrdinal: true)
        #expect(predictions.predictions == recorded.prediction)
        #expect(agree(report.accuracy, recorded.accuracy))
        #expect(agree(report.balancedAccuracy, recorded.balancedAccuracy))
        #expect(agree(report.matthewsCorrelation, recorded.matthewsCorrelation))
        #expect(agree([report.microPrecision, report.microRecall, report.microF1], recorded.micro))
        #expect(agree([report.macroPrecision, report.macroRecall, report.macroF1], recorded.macro))
        let all = [report.macroPrecisionOfAllLabels, report.macroRecallOfAllLabels, report.macroF1OfAllLabels]
        #expect(agree(all, recorded.macroAllLabels))
        #expect(agree([report.weightedPrecision, report.weightedRecall, report.weightedF1], recorded.weighted))
        #expect(agree(report.perClass.map(\.rocAUC), recorded.classRocAuc))
        #expect(agree(report.perClass.map(\.averagePrecision), recorded.classAveragePrecision))
        #expect(agree(report.rocAUC, recorded.rocAuc))
        #expect(agree(report.averagePrecision, recorded.averagePrecision))
        #expect(agree(report.crossEntropy, recorded.crossEntropy))
        #expect(agree(report.brierScore, recorded.brierScore))
        #expect(agree(report.expectedCalibrationError, recorded.reliability[0].expectedError))
        #expect(agree(report.meanAbsoluteError, recorded.meanAbsoluteError))
        #expect(agree(report.quadraticWeightedKappa, recorded.quadraticWeightedKappa))
    }

    @Test func withoutExamplesNothingIsDefined() throws {
        let report = ClassificationReport(
            try ClassPredictions(labels: ["no", "yes"], truths: [], logits: [Double]()), isOrdinal: true)
        #expect(report.count == 0)
        #expect(report.accuracy == 0)
        let measures = [
            report.rocAUC, report.averagePrecision, report.crossEntropy, report.brierScore,
            report.expectedCalibrationError, report.meanAbsoluteError, report.quadraticWeightedKappa,
        ]
        #expect(measures.allSatisfy { $0 == nil })
        #expect(!(try json(report)).contains("null"))
    }
}
