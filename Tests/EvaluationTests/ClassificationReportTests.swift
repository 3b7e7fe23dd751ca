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
            negative           1.0000  0.7500  0.8571       12
            positive           0.7500  1.0000  0.8571        9
            mixed feelings     0.0000  0.0000  0.0000        0
            macro F1                           0.5714       21
            weighted F1                        0.8571       21
            accuracy                           0.8571       21

            confusion matrix (rows: truth, columns: prediction)
                            negative  positive  mixed…elings
            negative               9         3             0
            positive               0         9             0
            mixed feelings         0         0             0
            """
        let report = report(["negative", "positive", "mixed feelings"], [[9, 3, 0], [0, 9, 0], [0, 0, 0]])
        #expect(report.rendered == expected)
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
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = try encoder.encode(report)
        #expect(
            String(decoding: json, as: UTF8.self) == """
                {"accuracy":0.75,"confusion_matrix":[[1,1],[0,2]],"count":4,"labels":["no","yes"],\
                "macro_f1":0.7333333333333334,"per_class":[\
                {"f1":0.6666666666666666,"label":"no","precision":1,"recall":0.5,"support":2},\
                {"f1":0.8,"label":"yes","precision":0.6666666666666666,"recall":1,"support":2}],\
                "weighted_f1":0.7333333333333334}
                """)
        #expect(try JSONDecoder().decode(ClassificationReport.self, from: json) == report)
    }
}
