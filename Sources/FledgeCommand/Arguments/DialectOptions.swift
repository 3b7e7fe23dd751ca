public import ArgumentParser
public import Datasets

/// The delimiter, quoting and encoding of files, if they are not detected.
struct DialectOptions: ParsableArguments {
    @Option(help: "Column separator, such as ';' or tab (default: tab for TSV, detected for CSV).")
    var delimiter: Delimiter?

    @Option(
        help: """
            Meaning of double quotes: csv (they enclose cells, and are doubled within them), none (they are text) or \
            auto (csv for CSV, detected for TSV).
            """)
    var quoting = Quoting.automatic

    @Option(
        help: "Character encoding (default: utf-8, or utf-16 if the first bytes show it).")
    var encoding: TextEncoding?
}

extension TextEncoding: ExpressibleByArgument {}

extension Quoting: ExpressibleByArgument {}

extension Delimiter: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
