import ArgumentParser
import Datasets
import Foundation
import Inference
import InputOutput
import Logging
import TensorKernels
import Tokenization

struct Benchmark: EssentialOptions {
    static let essentialOptions = [
        "model", "texts", "text-column", "lengths", "batches", "rounds", "threads", "precision", "json",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Measures how fast a model encodes texts on this machine.",
        discussion: """
            Measures throughput, the latency of single texts, loading time and memory, as medians of several rounds \
            with their range. Classifiers label the texts, named-entity recognizers find entities in them, and other \
            models embed them. --lengths or --batches measure texts of given lengths in calls with given numbers of \
            texts, and print the time per token.

            Examples:
              fledge benchmark --model DIR
              fledge benchmark --model DIR --texts reviews.tsv --json
              fledge benchmark --model DIR --lengths 8,32,128,512 --batches 1,16,256
            """)

    @Option(name: .shortAndLong, help: "Directory of the checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(help: "File of texts to encode (default: built-in texts).")
    var texts: String?
    @Option(
        help: """
            Column (name or number) or JSON key of the text (default: text, sentence, review, content or the like).
            """)
    var textColumn: String?
    @Flag(
        help: """
            Read the first line as data instead of column names; columns are then given by number, from 1.
            """)
    var noHeader = false
    @Option(help: "Format of the file (default: by the file name).")
    var inputFormat: FileFormat?
    @OptionGroup(title: "Input options")
    var dialect: DialectOptions
    @Option(help: "Number of texts to take from the beginning of the file; 0 for all (default: 1000).")
    var limit: Int?
    @Option(help: "Number of measurements, after one round to warm up.")
    var rounds = 5
    @Option(help: "Number of calls with a single text that measure latency, within at most 10 seconds.")
    var calls = 300
    @Option(
        help: """
            Lengths of texts in tokens, including special ones, separated by commas (default: \
            8,16,32,64,128,256,512, up to the model's limit).
            """)
    var lengths: CountList?
    @Option(help: "Numbers of texts per call, separated by commas (default: 1,4,16,64,256).")
    var batches: CountList?
    @Option(help: "Number of threads (default: FLEDGE_THREADS, or one per processor).")
    var threads: Int?
    @Option(
        help: """
            Maximum number of tokens of a text (default: the smallest limit in the model's files; with --lengths, \
            the longest of them).
            """)
    var maximumLength: Int?
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    /// Different numbers above 0, separated by commas.
    struct CountList: ExpressibleByArgument {
        let counts: [Int]

        init?(argument: String) {
            let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
            counts = parts.compactMap { Int($0.trimmingPrefix(" ")) }
            guard Set(counts).count == parts.count, counts.allSatisfy({ $0 > 0 }) else { return nil }
        }
    }

    private static let loads = 3

    private var measuresScaling: Bool { lengths != nil || batches != nil }

    func validate() throws {
        if measuresScaling, texts != nil {
            throw ValidationError("--texts and --lengths or --batches exclude each other.")
        }
        for (name, value) in [("rounds", rounds), ("calls", calls)] where value < 1 {
            throw ValidationError("--\(name) must be 1 or more.")
        }
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
        let ofTheFile = [
            ("--text-column", textColumn != nil), ("--no-header", noHeader), ("--input-format", inputFormat != nil),
            ("--delimiter", dialect.delimiter != nil), ("--encoding", dialect.encoding != nil),
            ("--quoting", dialect.quoting != .automatic),
            ("--limit", limit != nil),
        ]
        if texts == nil, let lonely = ofTheFile.first(where: \.1) {
            throw ValidationError("\(lonely.0) needs --texts.")
        }
    }

    func run() throws {
        // Read once, when the first thread is needed.
        if let threads { setenv("FLEDGE_THREADS", "\(threads)", 1) }
        try WorkerThreads.requireSense()
        Interruption.watch()
        let progress = ProgressLine(isQuiet: talk.quiet)
        defer { progress.close() }
        do {
            let report = try measured(progress)
            progress.close()
            if let advice = report.machine.advice { talk.logger.warning("\(advice)") }
            try ResultStream.print(json ? JSONOutput.text(report) : report.rendered)
        } catch is CancellationError {
            progress.close()
            Console.say("interrupted: the measurement is not complete")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }

    private func measured(_ progress: ProgressLine) throws -> BenchmarkReport {
        let directory = try modelDirectory(model, talk)
        let texts = try measuresScaling ? nil : BenchmarkTexts(of: self)
        let longest = lengths?.counts.max()
        var options = LoadingOptions(precision: precision, allowance: allowance, letterCase: letterCase)
        options.maximumLength = maximumLength ?? longest
        let subject = try BenchmarkSubject(
            directory: directory, options: options, loads: Self.loads)
        subject.precision.tell(talk.logger)
        talk.warn(subject.tokenizer.warnings)
        talk.logger.info("measuring \(subject.task.rawValue): \(rounds.counted("round")), after one to warm up")
        var (phase, start) = ("", ContinuousClock.now)
        let benchmark = ModelBenchmark(subject, rounds: rounds) { what, done, total in
            if what != phase { (phase, start) = (what, .now) }
            progress.show(what, done: done, total: total, since: start)
            if Interruption.isRequested { throw CancellationError() }
        }
        var report = BenchmarkReport(benchmark, model: model, precision: subject.precision.precision.rawValue)
        if let texts {
            report.texts = texts.source
            report.encoding = try benchmark.encodingSpeed(texts.texts)
            report.latency = try benchmark.latencies(texts.texts, calls: calls)
        } else {
            report.scaling = try benchmark.scaling(
                lengths: lengths?.counts ?? benchmark.usualLengths, batches: batches?.counts ?? [1, 4, 16, 64, 256])
        }
        report.peakResidentBytes = ProcessMemory.peakResidentBytes
        return report
    }
}

/// The texts to measure with, and their source.
private struct BenchmarkTexts {
    let texts: [String]
    let source: String

    init(of command: Benchmark) throws {
        guard let path = command.texts else {
            (texts, source) = (OwnTexts.texts, "built-in texts")
            return
        }
        let columns = ColumnSelection(
            text: command.textColumn, hasHeader: command.noHeader ? false : nil, delimiter: command.dialect.delimiter,
            encoding: command.dialect.encoding, quoting: command.dialect.quoting)
        let reader = try RowReader(path: path, format: command.inputFormat, columns: columns, requiresLabel: false)
        texts = try reader.next(command.limit == 0 ? .max : command.limit ?? 1000).map(\.text)
        let isComplete = try reader.next() == nil
        source = isComplete ? path : "the first \(texts.count) of \(path)"
        guard texts.contains(where: { $0.contains { !$0.isWhitespace } }) else {
            throw FledgeError(.data, at: path, "all texts are blank", expected: "at least one with a word in it")
        }
    }
}
