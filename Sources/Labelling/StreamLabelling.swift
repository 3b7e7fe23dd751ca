package import Datasets
import InputOutput

/// Labels rows as they arrive and writes them at once, as a filter between two programs.
package struct StreamLabelling {
    /// The output of labelling.
    package enum Destination {
        case bytes(any ByteOutput, OutputFormat)
        case database(path: String)
    }

    private let reader: RowReader
    private let labeller: any TextLabeller
    private let destination: Destination
    private let rejects: RejectedRows
    private let settings: BatchLabelling.Settings

    package init(
        _ reader: RowReader, labeller: any TextLabeller, to destination: Destination, rejects: RejectedRows,
        settings: BatchLabelling.Settings
    ) {
        self.reader = reader
        self.labeller = labeller
        self.destination = destination
        self.rejects = rejects
        self.settings = settings
    }

    /// Labels all rows. Available rows are labelled together, without waiting for more.
    ///
    /// - Throws: ``LabellingStopped`` if `shouldStop` returns true, `FledgeError` for any problem.
    package func run(
        observe: (LabellingProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws -> LabellingSummary {
        let start = ContinuousClock.now
        let (columns, keepsInput, format) = (labeller.columns, settings.keepsInput, format)
        try format.check(columns)
        let windows = WindowReader(reader, limits: .single, hashes: false) { shape in
            OutputLayout(format: format, shape: shape, columns: columns, keepsInput: keepsInput)
        }
        let sink = try sink()
        var run = LabellingRun(
            windows: windows, labeller: labeller, sink: sink, rejects: rejects, inputName: reader.lines.name)
        run.isStream = true
        run.maximumRejects = settings.maximumRejects
        let (counts, _) = try run.run(observe: observe, shouldStop: shouldStop)
        try sink.complete(layout: windows.finalLayout())
        try rejects.finish()
        if case .bytes(let output, _) = destination { try output.finish() }
        return LabellingSummary(
            output: nil, rejects: nil, counts: counts, before: LabellingCounts(),
            seconds: start.duration(to: .now).seconds)
    }

    private var format: OutputFormat {
        switch destination {
        case .bytes(_, let format): format
        case .database: .sqlite
        }
    }

    private func sink() throws -> any LabelSink {
        switch destination {
        case .database(let path): return try SQLiteSink(path: path, keeping: nil)
        case .bytes(let output, .npy): return try NumPyStreamSink(output, width: labeller.columns.vectorWidth)
        case .bytes(let output, _):
            return TextSink(output, columns: labeller.columns, isAtStart: true, keepsPlaces: settings.keepsPlaces)
        }
    }
}
