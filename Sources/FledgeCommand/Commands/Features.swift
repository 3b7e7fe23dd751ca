public import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import Inference
import InputOutput
import Labelling
import Logging
public import Training

struct Features: EssentialOptions {
    static let essentialOptions = [
        "model", "data", "output", "pooling", "text-column", "label-column", "maximum-length", "overwrite",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Writes features of texts from a frozen encoder, to fit other models on.",
        discussion: """
            Reads texts, with labels or without, and writes a vector for each, in the order of the file: X.npy, a \
            NumPy array of 32-bit floats with the labels beside it in X.labels.csv, or X.csv with the labels in its \
            last column. Vectors are cached; fledge train --freeze-encoder uses the same cache.

            Examples:
              fledge features --model all-MiniLM-L6-v2 --data reviews.tsv --output X.npy
            """)

    @Option(name: .shortAndLong, help: "Directory of the checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(name: .shortAndLong, help: "File of texts.")
    var data: String
    @Option(name: .shortAndLong, help: "File to write, whose name ends in .npy or .csv.")
    var output: String
    @OptionGroup(title: "Output options")
    var existing: OverwriteOption
    @Option(
        help: """
            Vector of a text: first (of the first token), mean (of all tokens) or head (output of the head's dense \
            layer, on which fledge train --probe fits).
            """)
    var pooling = TextFeatures.Pooling.first
    @Option(help: "Maximum number of tokens of a text (default: as in training).")
    var maximumLength: Int?
    @OptionGroup(title: "Data options")
    var columns: DataOptions
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption
    @OptionGroup
    var talk: TalkOptions

    private enum Format: String, CaseIterable {
        case npy, csv
    }

    private func format() throws -> Format {
        let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
        guard let format = Format(rawValue: ending) else {
            throw FledgeError(
                .usage, at: output, "the file's name does not say how to write it", expected: "a name in .npy or .csv",
                found: ending.isEmpty ? "no extension" : ".\(ending)")
        }
        return format
    }

    func run() throws {
        let format = try format()
        try existing.check(output, format == .npy ? labelsPath : nil, columns.badRows.rejects, keeping: [data])
        let cache = try DatasetCache()
        let progress = ProgressLine(isQuiet: talk.quiet)
        let start = ContinuousClock.now
        Interruption.watch()
        let features: TextFeatures
        do {
            features = try TextFeatures(
                model: modelDirectory(model, talk), data: columns.file(data), pooling: pooling,
                maximumLength: maximumLength, precision: precision.precision, cache: cache,
                allowance: allowance.allowance, letterCase: letterCase.letterCase,
                observe: { progress.show("computing features", done: $0, total: $1, since: start) },
                shouldStop: { Interruption.isRequested })
        } catch is CancellationError {
            progress.close()
            Console.say("interrupted: nothing was written")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        progress.close()
        features.precision.tell(talk.logger)
        talk.warn(features.tokenizerWarnings)
        talk.tell(of: cache)
        try columns.badRows.report(cache, beside: output, talk)
        let source = features.fromCache ? "from the cache" : "computed, and cached for the next time"
        talk.logger.info(
            "\(features.lines.count.counted("row")) of \(data), \(features.width.counted("feature")) each, \(source)")
        if features.truncatedRowCount > 0 {
            let limit = features.lengthLimit.tokens.counted("token")
            let rows = features.truncatedRowCount.counted(
                "row is longer than \(limit) and was truncated", "rows are longer than \(limit) and were truncated")
            talk.logger.warning("\(rows)")
        }
        switch format {
        case .npy: try writeArray(features)
        case .csv: try writeTable(features)
        }
    }

    /// The file of the labels beside an array.
    private var labelsPath: String { output.dropLast(".npy".count) + ".labels.csv" }

    private func writeArray(_ features: TextFeatures) throws {
        let array = try NumPyArray(width: features.width)
        for row in features.lines.indices { try array.append(Array(features[row])) }
        let results = try ResultStream(path: output, overwrite: existing.overwrite)
        try array.write(to: results)
        let labels = try ResultStream(path: labelsPath, overwrite: existing.overwrite)
        try labels.write(line: "line,label")
        for (line, label) in zip(features.lines, features.labels) { try labels.write(line: "\(line),\(quoted(label))") }
        try labels.finish()
        try results.finish()
    }

    private func writeTable(_ features: TextFeatures) throws {
        let results = try ResultStream(path: output, overwrite: existing.overwrite)
        try results.write(line: (0..<features.width).map { "feature_\($0)" }.joined(separator: ",") + ",label")
        for (row, label) in features.labels.enumerated() {
            let numbers = features[row].map { "\($0)" }.joined(separator: ",")
            try results.write(line: "\(numbers),\(quoted(label))")
        }
        try results.finish()
    }

    /// A field of CSV, in quotes if it contains a separator or a quote.
    private func quoted(_ label: String?) -> String {
        guard let label else { return "" }
        guard label.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return label }
        return "\"" + label.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}

extension TextFeatures.Pooling: ExpressibleByArgument {}
