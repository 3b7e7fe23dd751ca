import Evaluation

/// The quality section of a regression model.
extension ReportPage {
    func numberQuality(_ scores: RegressionReport) -> [HTML] {
        let figures = [
            (
                "root mean squared error", number(scores.rootMeanSquaredError),
                "in the unit of the numbers; large errors count more than small ones"
            ),
            ("mean absolute error", number(scores.meanAbsoluteError), "mean distance of prediction and truth"),
            (
                "R²", ReportNumber.measure(scores.rSquared),
                "share of the variance that the predictions explain; 0 is as good as always predicting the mean"
            ),
            (
                "Spearman correlation", ReportNumber.measure(scores.spearman),
                "agreement in order: 1 is perfect, 0 is chance"
            ),
            (
                "Pearson correlation", ReportNumber.measure(scores.pearson),
                "how closely predictions are a linear function of the truth"
            ),
        ]
        let (truths, predictions) = (report.numberPairs.map(\.truth), report.numberPairs.map(\.prediction))
        let scatter = ScatterChart(
            "Predictions against the truth", xAxis: ChartAxis("true number"), yAxis: ChartAxis("prediction"), x: truths,
            y: predictions)
        let errors = Histogram(
            "Errors", axis: ChartAxis("prediction minus truth"), values: zip(predictions, truths).map { $0 - $1 },
            binCount: 24, width: Self.chartWidth, height: Self.chartHeight)
        let drawn: [HTML] =
            report.numberPairs.count < scores.count
            ? [
                .note(
                    "The charts show \(ReportNumber.count(report.numberPairs.count)) texts, evenly spaced among all.")
            ]
            : []
        return [.figures(figures), provenance(scores.count), .charts([scatter.svg, errors.svg])] + drawn
    }

    private func number(_ value: Double?) -> String { value.map(ReportNumber.short) ?? "–" }
}
