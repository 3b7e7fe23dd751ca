import InputOutput

extension RegressionReport {
    /// Tables of metrics and of the largest errors, without a trailing newline.
    public var rendered: String {
        var table = TextTable(header: ["root mean squared error", rootMeanSquaredError.fixed(4)])
        table.add(["mean absolute error", meanAbsoluteError.fixed(4)])
        table.add(["R²", rSquared.fixed(4)])
        table.add(["Pearson correlation", pearson.fixed(4)])
        table.add(["Spearman correlation", spearman.fixed(4)])
        table.add(["examples", String(count)])
        guard !largestErrors.isEmpty else { return table.rendered }
        var errors = TextTable(header: ["largest errors", "truth", "prediction", "error"])
        for error in largestErrors {
            errors.add([
                "example \(error.index + 1)", error.truth.fixed(4), error.prediction.fixed(4), error.error.fixed(4),
            ])
        }
        return table.rendered + "\n\n" + errors.rendered
    }
}
