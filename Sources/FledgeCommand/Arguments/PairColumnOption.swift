import ArgumentParser

/// The column of second texts in inputs without labels.
struct PairColumnOption: ParsableArguments {
    @Option(help: "Column (name or number) or JSON key of a second text, for pairs.")
    var pairColumn: String?
}
