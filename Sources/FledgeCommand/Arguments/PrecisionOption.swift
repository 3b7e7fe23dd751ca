import ArgumentParser
import Logging
import TensorKernels

struct PrecisionOption: ParsableArguments {
    /// What a user can ask for.
    enum Request: String, ExpressibleByArgument, CaseIterable {
        case auto, fp32, bf16, int8
    }

    @Option(
        name: .customLong("precision"),
        help: """
            The arithmetic to compute in: auto, fp32, bf16 or int8; auto takes the fastest on this processor that keeps to \
            the results of fp32.
            """)
    var request = Request.auto

    /// `nil` for an automatic choice.
    var precision: Precision? { Precision(rawValue: request.rawValue) }
}

extension Precision.Choice {
    /// Says what was chosen and why.
    func tell(_ logger: Logger) { logger.info("computing in \(precision.rawValue): \(reason)") }
}
