import Evaluation

/// The quality section of a regression model.
extension ReportPage {
    func numberQuality(_ scores: RegressionReport) -> [HTML] {
        let figures = [
            (
                "root mean squared error", number(scores.rootMeanSquaredError),
                "in the numbers' own unit, far misses counting more"
            ),
            ("mean absolute error", number(scores.meanAbsoluteError), "by which an answer is off, on average"),
            (
                "R²", ReportNumber.measure(scores.rSquared),
                "the share of the numbers' variance that the answers explain; 0 is as good as the mean"
            ),
            (
                "Spearman correlation", ReportNumber.measure(scores.spearman),
                "whether the order is right: 1 is perfect, 0 is chance"
            ),
            (
                "Pearson correlation", ReportNumber.measure(scores.pearson),
                "whether answers lie on a line over the truth"
            ),
        ]
        let (truths, predictions) = (report.numberPairs.map(\.truth), report.numberPairs.map(\.prediction))
        let scatter = ScatterChart(
            "Answers over the truth", xAxis: ChartAxis("true number"), yAxis: ChartAxis("answer"), x: truths,
            y: predictions)
        let errors = Histogram(
            "Errors", axis: ChartAxis("answer minus truth"), values: zip(predictions, truths).map { $0 - $1 },
            binCount: 24, width: Self.chartWidth, height: Self.chartHeight)
        let drawn: [HTML] =
            report.numberPairs.count < scores.count
            ? [
                .note(
                    "The pictures show \(ReportNumber.count(report.numberPairs.count)) texts, spread evenly over all.")
            ]
            : []
        return [.figures(figures), provenance(scores.count), .charts([scatter.svg, errors.svg])] + drawn
    }

    private func number(_ value: Double?) -> String { value.map(ReportNumber.short) ?? "–" }
}
