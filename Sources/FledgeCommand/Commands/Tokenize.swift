import ArgumentParser
import Datasets
import InputOutput
import Logging
import Tokenization

struct Tokenize: EssentialOptions {
    static let essentialOptions = [
        "model", "input", "output", "text-column", "jsonl", "summary", "compare", "maximum-length",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Shows the tokens of texts.",
        discussion: """
            Reads texts, by default from standard input, one per line or as JSON objects, and prints a table of the \
            tokens of each; with --jsonl one JSON object per line, with --summary only statistics, with --compare \
            the differences between two tokenizers. Offsets count characters (Unicode scalars) and UTF-8 bytes.

            Examples:
              echo 'Hello, world' | fledge tokenize --model DIR
              fledge tokenize --model DIR --input reviews.tsv --summary
              fledge tokenize --model DIR --input reviews.tsv --compare OTHER_DIR
            """)

    @Option(name: .shortAndLong, help: "Directory with the tokenizer's files, or owner/name of a model on the hub.")
    var model: String
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @OptionGroup(title: "Input options")
    var pair: PairColumnOption
    @Flag(help: "Read texts as words separated by spaces; offsets then count from the start of the word.")
    var words = false
    @Option(name: .shortAndLong, help: "File to write (default: standard output).")
    var output: String?
    @OptionGroup(title: "Output options")
    var existing: OverwriteOption

    @Flag(help: "Write one JSON object per text, with ids, tokens, offsets and more.")
    var jsonl = false
    @Flag(help: "Print only the numbers of texts and tokens, their lengths, and the speed.")
    var summary = false
    @Option(help: "Directory of another tokenizer, to show where the two differ.")
    var compare: String?
    @Flag(help: "Print the result of --summary or --compare as JSON.")
    var json = false
    @Flag(help: "Compute offsets for --summary too, which affects only the speed.")
    var offsets = false

    @OptionGroup(title: "Model options")
    var settings: TokenizerOptions
    @OptionGroup
    var talk: TalkOptions

    func validate() throws {
        if [jsonl, summary, compare != nil].count(where: { $0 }) > 1 {
            throw ValidationError("--jsonl, --summary and --compare exclude each other: choose one of them.")
        }
        if json, !summary, compare == nil {
            throw ValidationError("--json goes with --summary or --compare; for the tokens themselves use --jsonl.")
        }
        if words, pair.pairColumn != nil { throw ValidationError("--words and --pair-column exclude each other.") }
        if words, compare != nil || summary {
            throw ValidationError("--words goes with the table and with --jsonl.")
        }
        if settings.stride != nil, summary || compare != nil {
            throw ValidationError("--stride goes with the table and with --jsonl.")
        }
    }

    func run() throws {
        try existing.check(output)
        let tokenizer = try settings.tokenizer(directory: modelDirectory(model, talk), talk)
        let reader = try input.reader(
            pairColumn: pair.pairColumn, longestCell: .max, talk: talk)
        reader.lines.replacesInvalidUTF8 = true
        if let compare {
            try compareWith(try settings.tokenizer(directory: modelDirectory(compare, talk), talk), tokenizer, reader)
        } else if summary {
            try summarize(tokenizer, reader)
        } else {
            try list(tokenizer, reader)
        }
    }

    // MARK: Tokens

    private func list(_ tokenizer: Tokenizer, _ reader: RowReader) throws {
        let results = try ResultStream(path: output, overwrite: existing.overwrite)
        var options = settings.options
        options.includesAlignment = true
        try stream(reader, chunkSize: 512).forEachChunk { rows in
            let encodings = try encode(rows, with: tokenizer, options)
            for (row, windows) in zip(rows, encodings) {
                for (number, encoding) in windows.enumerated() {
                    let tokens = TokenListing(
                        row, encoding, pieces: tokenizer.pieces(of: encoding.ids),
                        window: settings.stride == nil ? nil : number)
                    try results.write(line: jsonl ? tokens.json : tokens.table)
                }
            }
            try results.flush()
            return encodings.count { ($0.first?.truncatedTokenCount ?? 0) > 0 }
        }
        try results.finish()
        warnOfReplacements(reader)
    }

    /// The encodings of rows: one or several windows for each.
    private func encode(
        _ rows: [Row], with tokenizer: Tokenizer, _ options: EncodingOptions
    ) throws -> [[Encoding]] {
        if words {
            return try rows.map { row in
                let words = row.text.split(separator: " ").map(String.init)
                return try settings.stride == nil
                    ? [tokenizer.encode(words: words, options: options)]
                    : tokenizer.encodeWindows(words: words, options: options)
            }
        }
        if settings.stride != nil {
            return try rows.map { try tokenizer.encodeWindows($0.text, pair: $0.pair, options: options) }
        }
        return try tokenizer.encodeBatch(rows.map(\.text), pairs: pairs(of: rows), options: options).map { [$0] }
    }

    private func pairs(of rows: [Row]) -> [String?]? { pair.pairColumn.map { _ in rows.map(\.pair) } }

    // MARK: Summary

    private func summarize(_ tokenizer: Tokenizer, _ reader: RowReader) throws {
        var summary = TokenizationSummary(tokenizer)
        var options = settings.options
        options.includesAlignment = offsets
        try stream(reader, chunkSize: 1 << 13).forEachChunk { rows in
            let texts = rows.map(\.text)
            let pairs = pairs(of: rows)
            let start = ContinuousClock.now
            let encodings = try tokenizer.encodeBatch(texts, pairs: pairs, options: options)
            let duration = start.duration(to: .now)
            summary.add(encodings, of: texts, pairs: pairs, in: duration)
            return encodings.count { $0.truncatedTokenCount > 0 }
        }
        summary.replacementCount = reader.lines.replacementCount
        let results = try ResultStream(path: output, overwrite: existing.overwrite)
        try results.write(line: json ? JSONOutput.text(summary.report) : summary.report.rendered)
        try results.finish()
        warnOfReplacements(reader)
    }

    // MARK: Comparison

    private func compareWith(_ other: Tokenizer, _ tokenizer: Tokenizer, _ reader: RowReader) throws {
        var comparison = TokenizerComparison(tokenizer, other, names: [model, compare ?? ""])
        try stream(reader, chunkSize: 1 << 13).forEachChunk { rows in
            try comparison.add(rows, pairs: pairs(of: rows), options: settings.options)
            return 0
        }
        let results = try ResultStream(path: output, overwrite: existing.overwrite)
        try results.write(line: json ? JSONOutput.text(comparison) : comparison.rendered)
        try results.finish()
        warnOfReplacements(reader)
        if comparison.differingTexts > 0 { throw ExitCode.failure }
    }

    private func stream(_ reader: RowReader, chunkSize: Int) -> TextStream {
        TextStream(reader, talk: talk, verb: compare == nil ? "tokenized" : "compared", chunkSize: chunkSize)
    }

    private func warnOfReplacements(_ reader: RowReader) {
        let count = reader.lines.replacementCount
        if count > 0 {
            let replaced = count.counted(
                "sequence of bytes was not UTF-8 and was replaced",
                "sequences of bytes were not UTF-8 and were replaced")
            talk.logger.warning("\(replaced) by U+FFFD")
        }
    }
}
