import TensorKernels

/// The cost of training.
extension ReportPage {
    var cost: [HTML] {
        [
            .facts([
                ("time of all updates", "\(ReportNumber.duration(report.seconds)), excluding validation"),
                ("examples per second", "\(rate(report.examplesPerSecond))"),
                ("tokens per second", "\(rate(report.tokensPerSecond)), without any padding"),
                ("peak memory", "\(ReportNumber.memory(report.peakResidentBytes))"),
                ("precision", "\(report.precision.rawValue): \(report.precisionReason)"),
                ("processor", "\(report.processor), \(ReportNumber.count(report.threads, "thread"))"),
            ])
        ]
    }

    private func rate(_ value: Double) -> String {
        value >= 100 && value.isFinite ? ReportNumber.count(Int(value.rounded())) : ReportNumber.short(value)
    }
}
