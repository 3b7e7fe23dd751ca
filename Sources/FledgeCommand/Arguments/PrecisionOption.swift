import ArgumentParser

/// The arithmetic to compute in.
enum Precision: String, ExpressibleByArgument, CaseIterable {
    /// Single precision over OpenBLAS.
    case fp32
}

struct PrecisionOption: ParsableArguments {
    @Option(help: "The arithmetic to compute in: fp32 is what there is.")
    var precision = Precision.fp32
}
