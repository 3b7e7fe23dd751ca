import Foundation
import Inference
import InputOutput

/// The results of a benchmark, as text and as JSON.
struct BenchmarkReport: Encodable {
    let model: String
    let task: BenchmarkSubject.Task
    let precision: String
    let lengthLimit: Int
    let machine = BenchmarkMachine()
    let rounds: Int
    let loadSeconds: Spread
    var peakResidentBytes = 0
    /// The source of the texts.
    var texts: String?
    var encoding: ModelBenchmark.EncodingSpeed?
    var latency: [ModelBenchmark.Latency]?
    var scaling: [ModelBenchmark.ScalingCell]?

    init(_ benchmark: ModelBenchmark, model: String, precision: String) {
        self.model = model
        self.precision = precision
        task = benchmark.subject.task
        lengthLimit = benchmark.subject.lengthLimit.tokens
        rounds = benchmark.rounds
        loadSeconds = Spread(benchmark.subject.loadTimes)
    }

    /// The results as tables.
    var rendered: String {
        var parts = [heading]
        if let encoding { parts.append(table(encoding)) }
        if let latency { parts.append(table(latency)) }
        if let scaling { parts.append(table(scaling)) }
        return parts.joined(separator: "\n\n")
    }

    private var heading: String {
        """
        model        \(model): \(task.rawValue), at most \(lengthLimit) tokens per text
        precision    \(precision)
        processor    \(machine.processor)
        loops        \(machine.kernelLevel)
        OpenBLAS     \(machine.openblasCore)
        threads      \(machine.threads)
        loading      \(withRange(loadSeconds)) s
        peak memory  \(figure(Double(peakResidentBytes) / 1e6)) MB
        """
    }

    private func table(_ speed: ModelBenchmark.EncodingSpeed) -> String {
        let cut = speed.truncatedTexts > 0 ? ", \(speed.truncatedTexts) of them truncated" : ""
        var table = TextTable(header: ["", "median", "lowest", "highest"])
        func add(_ name: String, _ spread: Spread) {
            table.add([name, figure(spread.median), figure(spread.lowest), figure(spread.highest)])
        }
        add("texts/s", speed.textsPerSecond)
        add("tokens/s", speed.tokensPerSecond)
        add("tokens/s without tokenization", speed.tokensPerSecondWithoutTokenization)
        add("seconds", speed.seconds)
        add("seconds of tokenization", speed.tokenizationSeconds)
        return """
            \(speed.texts.counted("text")) with \(speed.tokens.counted("token")), the longest with \
            \(speed.longestText)\(cut) \
            (\(texts ?? "")); \(rounds.counted("round"))
            \(table.rendered)
            """
    }

    private func table(_ latencies: [ModelBenchmark.Latency]) -> String {
        var table = TextTable(
            header: ["one text", "tokens", "calls", "p50 ms", "p90 ms", "p99 ms", "tokenization p50 ms"])
        for latency in latencies {
            table.add(
                [latency.text, "\(latency.tokens)", "\(latency.calls)"]
                    + [
                        latency.millisecondsP50, latency.millisecondsP90, latency.millisecondsP99,
                        latency.tokenizationMillisecondsP50,
                    ].map(figure))
        }
        return table.rendered
    }

    private func table(_ cells: [ModelBenchmark.ScalingCell]) -> String {
        let batches = cells.filter { $0.length == cells.first?.length }.map(\.batch)
        var table = TextTable(header: ["tokens per text"] + batches.map { "\($0) per call" })
        for start in stride(from: 0, to: cells.count, by: batches.count) {
            let row = cells[start..<start + batches.count]
            table.add(["\(cells[start].length)"] + row.map { figure($0.millisecondsPerToken.median) })
        }
        let heading = "milliseconds per token, by length and number of texts; medians of \(rounds.counted("round"))"
        return "\(heading)\n\(table.rendered)"
    }

    private func withRange(_ spread: Spread) -> String {
        "\(figure(spread.median)) (\(figure(spread.lowest)) to \(figure(spread.highest)))"
    }

    private func figure(_ value: Double) -> String {
        String(format: value >= 100 ? "%.0f" : value >= 1 ? "%.2f" : "%.4f", value)
    }
}
