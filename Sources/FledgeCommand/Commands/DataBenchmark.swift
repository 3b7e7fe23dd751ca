import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import InputOutput
import Tokenization
import Training

struct DataBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark", abstract: "Measures how fast a file is read, encoded into a cache, and read from it.",
        discussion: """
            Uses a separate cache in a temporary directory, which is removed afterwards.
            """)

    @Option(
        name: .shortAndLong, help: "Directory of a model, or owner/name of one on the hub, whose tokenizer is used.")
    var model: String
    @OptionGroup(title: "Data options")
    var data: ColumnOptions
    @Flag(help: "Leave out rows that cannot be used (default: stop at the first one).")
    var skipBadRows = false
    @Option(help: "Maximum number of tokens of a text.")
    var maximumLength = 128
    @Option(help: "Number of measurements, of which the fastest counts.")
    var repetitions = 3
    @Flag(help: "Print the results as JSON.")
    var json = false
    @OptionGroup
    var talk: TalkOptions
    @Argument(help: "File of texts.")
    var file: String

    func validate() throws {
        guard repetitions > 0 else { throw ValidationError("--repetitions must be at least 1.") }
    }

    func run() throws {
        let tokenizer = try Tokenizer(directory: modelDirectory(model, talk))
        talk.warn(tokenizer.warnings)
        let directory = NSTemporaryDirectory() + "fledge-data-benchmark-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var report = DataBenchmarkReport()
        for repetition in 0..<repetitions {
            let path = "\(directory)/\(repetition).sqlite"
            report.read = min(report.read, try seconds { report.rows = try countRows() })
            report.encode = min(report.encode, try seconds { _ = try dataset(DatasetCache(path: path), tokenizer) })
            var cache: DatasetCache?
            report.open = min(report.open, try seconds { cache = try DatasetCache(path: path) })
            guard let cache else { continue }
            report.check = min(report.check, try seconds { _ = try cache.findDamage() })
            report.load = min(report.load, try seconds { _ = try dataset(cache, tokenizer) })
            report.bytes = try cache.entries().reduce(0) { $0 + $1.byteCount }
        }
        report.peak = ProcessMemory.peakResidentBytes
        try ResultStream.print(json ? JSONOutput.text(report) : report.rendered)
    }

    private func countRows() throws -> Int {
        let reader = try RowReader(
            path: file, format: data.inputFormat, columns: data.columns, requiresLabel: false)
        reader.skipsBadRows = skipBadRows
        var count = 0
        while try reader.next() != nil { count += 1 }
        return count
    }

    private func dataset(_ cache: DatasetCache, _ tokenizer: Tokenizer) throws -> EncodedDataset {
        let options = EncodingOptions(maximumLength: maximumLength)
        return try cache.dataset(
            path: file, format: data.inputFormat, columns: data.columns, requiresLabel: false,
            skipsBadRows: skipBadRows,
            encodingFingerprint: "\(tokenizer.fingerprintDescription)\nmaximum length \(maximumLength)"
        ) { rows in
            try tokenizer.encodeBatch(
                rows.map(\.text), pairs: data.pairColumn.map { _ in rows.map(\.pair) }, options: options)
        }
    }

    private func seconds(_ work: () throws -> Void) throws -> Double {
        let start = ContinuousClock.now
        try work()
        return start.duration(to: .now).seconds
    }
}

/// The results of the measurement, in seconds, rows and bytes.
struct DataBenchmarkReport: Encodable {
    var rows = 0
    var bytes = 0
    var peak = 0
    var read = Double.infinity, encode = Double.infinity, load = Double.infinity
    var open = Double.infinity, check = Double.infinity

    enum CodingKeys: String, CodingKey {
        case rows, bytes
        case peak = "peak_resident_bytes"
        case read = "read_seconds"
        case encode = "encode_seconds"
        case load = "load_seconds"
        case open = "open_seconds"
        case check = "check_seconds"
    }

    var rendered: String {
        var table = TextTable(header: ["", "seconds", "rows/s"])
        let lines = [
            ("read the file", read), ("encode into the cache", encode), ("read from the cache", load),
            ("check the cache", check),
        ]
        for (what, seconds) in lines {
            table.add([what, String(format: "%.3f", seconds), String(Int(Double(rows) / seconds))])
        }
        table.add(["open the cache", String(format: "%.3f", open), ""])
        return table.rendered
            + "\n\(rows.counted("row")), \(Figure.size(bytes)) in the cache, "
            + "peak memory \(Figure.size(peak))"
    }
}
