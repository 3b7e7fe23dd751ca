import ArgumentParser

/// The length beyond which a model truncates texts or splits them into windows.
struct LengthOption: ParsableArguments {
    @Option(help: "Maximum number of tokens of a text (default: the smallest limit in the model's files).")
    var maximumLength: Int?
}
