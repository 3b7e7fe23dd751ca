import ArgumentParser
import Logging
import TensorKernels

/// The precision to compute in.
struct PrecisionOption: ParsableArguments {
    /// The values of the option.
    enum Request: String, ExpressibleByArgument, CaseIterable {
        case auto, fp32, bf16, int8
    }

    @Option(
        name: .customLong("precision"),
        help: """
            Precision of matrix multiplications; auto takes the fastest on this processor that preserves the results \
            of fp32.
            """)
    var request = Request.auto

    /// `nil` for an automatic choice.
    var precision: Precision? { Precision(rawValue: request.rawValue) }
}

extension Precision.Choice {
    /// Logs the choice and its reason.
    func tell(_ logger: Logger) { logger.info("computing in \(precision.rawValue): \(reason)") }
}
