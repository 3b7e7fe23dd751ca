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
            Encodes texts as a program does that calls the library, and prints throughput, the time of single texts, of \
            loading, and memory: medians of several rounds with their range. A fine-tuned classifier labels the texts, \
            one of named entities finds them, any other model embeds the texts. With --lengths or --batches it measures \
            texts of those lengths in calls of so many, and prints the time of a token.

              fledge benchmark --model DIR
              fledge benchmark --model DIR --texts reviews.tsv --json
              fledge benchmark --model DIR --lengths 8,32,128,512 --batches 1,16,256
            """)

    @Option(name: .shortAndLong, help: "Directory of the checkpoint, or owner/name of a model on the hub.")
    var model: String
    @Option(help: "A file of texts to encode; by default texts of Fledge's own.")
    var texts: String?
    @Option(
        help: """
            Column (name or number) or JSON key of the text; by default the first of \
            text, sentence, review, content and the like.
            """)
    var textColumn: String?
    @Flag(help: "The first line holds data, not names; columns are given by number, from 1.")
    var noHeader = false
    @Option(help: "How the file is written: tsv, csv, jsonl or txt; by default what its name says.")
    var inputFormat: FileFormat?
    @OptionGroup(title: "Input options")
    var dialect: DialectOptions
    @Option(help: "Take so many texts of the file, from its beginning; 0 for all (default: 1000).")
    var limit: Int?
    @Option(help: "How often everything is measured, after one round to warm up.")
    var rounds = 5
    @Option(help: "How often a single text is encoded to measure its time, unless that takes longer than 10 seconds.")
    var calls = 300
    @Option(
        help: """
            Lengths of texts in tokens, special ones included, with commas between (default: 8,16,32,64,128,256,512, as \
            far as the model's limit goes).
            """)
    var lengths: CountList?
    @Option(help: "Numbers of texts in a call, with commas between (default: 1,4,16,64,256).")
    var batches: CountList?
    @Option(help: "The number of threads; by default FLEDGE_THREADS, or one for each processor.")
    var threads: Int?
    @Option(
        help: """
            Most tokens of a text; by default the smallest limit that the model's files name, and with --lengths the \
            longest of them.
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

    /// Different numbers above 0 with commas between.
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
        let subject = try BenchmarkSubject(
            directory: directory, maximumLength: maximumLength ?? longest, precision: precision.precision,
            allowance: allowance.allowance, letterCase: letterCase.letterCase, loads: Self.loads)
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

/// The texts to measure with, and where they come from.
private struct BenchmarkTexts {
    let texts: [String]
    let source: String

    init(of command: Benchmark) throws {
        guard let path = command.texts else {
            (texts, source) = (OwnTexts.texts, "texts of Fledge's own")
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
