import Evaluation
import InputOutput
import Testing

@Suite struct RegressionReportTests {
    @Test(arguments: RecordedMetrics.all.regression)
    func measuresAreThoseOfScikitLearnAndSciPy(_ recorded: RecordedMetrics.Regression) throws {
        let report = try RegressionReport(truths: recorded.truth, predictions: recorded.prediction)
        #expect(report.count == recorded.truth.count)
        #expect(agree(report.rootMeanSquaredError, recorded.rootMeanSquaredError))
        #expect(agree(report.meanAbsoluteError, recorded.meanAbsoluteError))
        #expect(agree(report.rSquared, recorded.rSquared))
        #expect(agree(report.pearson, recorded.pearson))
        #expect(agree(report.spearman, recorded.spearman))
        #expect(report.largestErrors.map(\.index) == recorded.largestErrors)
        #expect(try comeback(report) == report)
    }

    @Test func tableAndJSON() throws {
        let report = try RegressionReport(truths: [1, 2, 3, 4], predictions: [1, 2, 4, 2], largestErrorCount: 2)
        #expect(
            report.rendered == """
                root mean squared error  1.1180
                mean absolute error      0.7500
                R²                       0.0000
                Pearson correlation      0.5130
                Spearman correlation     0.6325
                examples                      4

                largest errors   truth  prediction    error
                example 4       4.0000      2.0000  -2.0000
                example 3       3.0000      4.0000   1.0000
                """)
        let text = try json(report)
        #expect(text.hasPrefix(#"{"count":4,"largest_errors":[{"index":3,"prediction":2,"truth":4},"#))
        #expect(text.contains(#""mean_absolute_error":0.75,"#))
        #expect(text.contains(#""r_squared":0,"root_mean_squared_error":1.118033988749895,"#))
    }

    @Test func withoutExamplesNothingIsDefined() throws {
        let report = try RegressionReport(truths: [Double](), predictions: [])
        #expect(try json(report) == #"{"count":0,"largest_errors":[]}"#)
        #expect(report.rendered.contains("root mean squared error  –"))
    }

    @Test func singlePrecisionGivesTheSame() throws {
        #expect(
            try RegressionReport(truths: [1, 2.5] as [Float], predictions: [0.5, 2])
                == RegressionReport(truths: [1, 2.5] as [Double], predictions: [0.5, 2]))
    }

    private static let damaged: [([Double], [Double], String)] = [
        ([1.0], [1.0, 2.0], "predictions and true values differ in number\n  expected: 1 predictions\n  found:    2"),
        ([1, .nan], [1, 2], "example 2: the truth is not a finite number\n  found:    nan"),
        ([1, 2], [.infinity, 2], "example 1: the prediction is not a finite number\n  found:    inf"),
    ]

    @Test(arguments: damaged)
    func damagedNumbersAreRefused(_ truths: [Double], predictions: [Double], text: String) throws {
        let error = #expect(throws: FledgeError.self) {
            try RegressionReport(truths: truths, predictions: predictions)
        }
        #expect(error?.category == .data)
        #expect(error?.description == text)
    }
}
