import InputOutput

extension ReliabilityDiagram {
    /// A table of the bins and the calibration errors, without a trailing newline.
    public var rendered: String {
        var table = TextTable(header: ["confidence", "count", "mean confidence", "accuracy"])
        for bin in bins {
            table.add([
                "\(bin.lowerBound.fixed(3))–\(bin.upperBound.fixed(3))", String(bin.count),
                bin.meanConfidence.fixed(4), bin.accuracy.fixed(4),
            ])
        }
        var errors = TextTable(header: ["expected calibration error", expectedCalibrationError.fixed(4)])
        errors.add(["maximum calibration error", maximumCalibrationError.fixed(4)])
        return table.rendered + "\n\n" + errors.rendered
    }
}
