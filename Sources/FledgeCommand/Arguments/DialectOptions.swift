public import ArgumentParser
public import Datasets

/// How files of rows are written, where that is not to be found out.
struct DialectOptions: ParsableArguments {
    @Option(help: "What stands between columns, such as ';' or tab; by default tabs in TSV, and in CSV what rows tell.")
    var delimiter: Delimiter?

    @Option(
        help: """
            What quotes around cells mean: csv (they enclose the cell, and doubled quotes within it stand for single \
            ones), none (they are plain characters) or auto: csv for CSV, and for TSV what the file shows.
            """)
    var quoting = Quoting.automatic

    @Option(
        help: """
            How characters are written: utf-8, utf-16, latin-1 or windows-1252; by default utf-8, and utf-16 where \
            the first bytes show it.
            """)
    var encoding: TextEncoding?
}

extension TextEncoding: ExpressibleByArgument {}

extension Quoting: ExpressibleByArgument {}

extension Delimiter: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
