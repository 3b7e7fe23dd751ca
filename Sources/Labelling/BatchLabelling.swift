package import Datasets
import Foundation
import InputOutput

/// Labels the rows of files into a file or database, and resumes an interrupted run.
package struct BatchLabelling {
    /// The output of labelling.
    package struct Destination: Sendable {
        package let path: String
        package let format: OutputFormat
        package let rejectsPath: String

        /// - Parameters:
        ///   - format: The format of the output; `nil` for the one that the path's extension implies.
        ///   - rejectsPath: The file for rejected rows; `nil` for one next to the output, with `.rejects.jsonl` instead
        ///     of its extension.
        package init(path: String, format: OutputFormat?, rejectsPath: String? = nil) throws {
            self.path = path
            self.format = try format ?? OutputFormat(path: path)
            self.rejectsPath = rejectsPath ?? Self.rejectsPath(of: path)
        }

        /// One of several outputs in a directory. Two of them may differ only in their extensions, so the file of
        /// rejected rows keeps the extension in its name.
        init(amongOthers path: String, format: OutputFormat?) throws {
            try self.init(path: path, format: format, rejectsPath: "\(path).rejects.jsonl")
        }

        private static func rejectsPath(of path: String) -> String {
            let name = path.split(separator: "/").last ?? ""
            let suffix = name.contains(".") ? name.split(separator: ".").last.map { $0.count + 1 } ?? 0 : 0
            return "\(path.dropLast(suffix)).rejects.jsonl"
        }
    }

    package struct Settings: Sendable {
        /// Replaces an existing output, and discards an interrupted run with other settings.
        package var overwrite = false
        /// The maximum number of rejected rows; one more ends the run with an error.
        package var maximumRejects: Int?
        /// The seconds between commits, from which a run can be resumed.
        package var commitSeconds = 5.0
        /// Keeps the input's columns.
        package var keepsInput = true
        /// Writes rejected rows to the output, without values.
        package var keepsPlaces = false

        package init() {}
    }

    private let reader: RowReader
    private let inputs: [InputFile]
    private let labeller: any TextLabeller
    private let destination: Destination
    private let settings: Settings

    /// - Parameters:
    ///   - inputs: The files that the reader reads, as they were before it was opened.
    /// - Throws: `FledgeError` with category `usage` if the output is one of the inputs, or if its format cannot hold
    ///   the labels.
    package init(
        _ reader: RowReader, inputs: [InputFile], labeller: any TextLabeller, destination: Destination,
        settings: Settings
    ) throws {
        self.reader = reader
        self.inputs = inputs
        self.labeller = labeller
        self.destination = destination
        self.settings = settings
        // Whether outputs that exist may be replaced is a matter of the journal.
        try OutputAvailability.require(
            [destination.path, destination.rejectsPath], overwrite: true, keeping: inputs.map(\.path))
        guard OutputPath.resolved(destination.path) != OutputPath.resolved(destination.rejectsPath) else {
            throw FledgeError(
                .usage, at: destination.rejectsPath, "the output and the rejected rows cannot go to one file",
                advice: "choose another name")
        }
        try destination.format.check(labeller.columns)
    }

    /// Labels all rows that an earlier process has not labelled, and puts the output in place.
    ///
    /// - Parameters:
    ///   - willGoOn: Receives the number of rows that an earlier process has labelled, if any.
    ///   - observe: Receives progress after each window.
    ///   - shouldStop: Called many times per second; true stops the run.
    /// - Throws: ``LabellingStopped`` if `shouldStop` returns true, `FledgeError` for any problem. The work done so far
    ///   is kept, and a later call with equal arguments resumes it.
    package func run(
        willGoOn: (Int) -> Void = { _ in }, observe: (LabellingProgress) -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> LabellingSummary {
        let start = ContinuousClock.now
        let journal = try LabellingJournal(
            output: destination.path, identity: JournalIdentity(inputs: inputs, settings: allSettings),
            existing: [destination.path, destination.rejectsPath], overwrite: settings.overwrite)
        let before = journal.last ?? JournalCommit()
        if before.counts.rows > 0 { willGoOn(before.counts.rows) }
        do {
            let counts = try before.isComplete ? before.counts : labelled(journal, observe, shouldStop)
            let hasRejects = counts.rejected > 0
            try putInPlace(hasRejects: hasRejects)
            try journal.remove()
            return LabellingSummary(
                output: destination.path, rejects: hasRejects ? destination.rejectsPath : nil, counts: counts,
                before: before.counts, seconds: start.duration(to: .now).seconds)
        } catch var error as FledgeError where error.category == .inputOutput {
            if let rows = journal.last?.counts.rows {
                error.advice = "\(error.advice ?? "run the command again"): it resumes after row \(rows)"
            }
            throw error
        }
    }

    private var allSettings: [String: String] {
        labeller.settings.merging([
            "input format": reader.format.rawValue, "output format": destination.format.rawValue,
            "text column": reader.columns.text ?? "found by name",
            "second text's column": reader.columns.pair ?? "none",
            "header": reader.columns.hasHeader.map { "\($0)" } ?? "as the columns say",
            "delimiter": reader.columns.delimiter.map { "\($0)" } ?? "as the rows say",
            "encoding": reader.columns.encoding.map { "\($0)" } ?? "as the first bytes say",
            "quoting": reader.columns.quoting.rawValue,
            "rejects": OutputPath.resolved(destination.rejectsPath),
        ]) { $1 }
    }

    private func labelled(
        _ journal: LabellingJournal, _ observe: (LabellingProgress) -> Void, _ shouldStop: () -> Bool
    ) throws -> LabellingCounts {
        let last = journal.last
        let sink = try sink(keeping: last?.output)
        let rejectsFile = try ResumableFile(path: destination.rejectsPath, keeping: last?.rejects)
        let rejects = RejectedRows(file: rejectsFile)
        func commit(_ counts: LabellingCounts, _ digest: String, isComplete: Bool) throws {
            for input in inputs { try input.requireUnchanged() }
            try journal.append(
                JournalCommit(
                    counts: counts, inputDigest: digest, output: sink.synchronize(), rejects: rejects.synchronize(),
                    isComplete: isComplete))
        }
        let (format, columns, keepsInput) = (destination.format, labeller.columns, settings.keepsInput)
        let windows = WindowReader(reader, limits: .batch, skipping: last, hashes: true) { shape in
            OutputLayout(format: format, shape: shape, columns: columns, keepsInput: keepsInput)
        }
        var run = LabellingRun(
            windows: windows, labeller: labeller, sink: sink, rejects: rejects, inputName: reader.lines.name)
        run.maximumRejects = settings.maximumRejects
        run.inputBytes = inputs.reduce(0) { $0 + $1.bytes }
        run.before = last?.counts ?? LabellingCounts()
        run.commitSeconds = settings.commitSeconds
        run.commit = { try commit($0, $1, isComplete: false) }
        do {
            let (counts, digest) = try run.run(observe: observe, shouldStop: shouldStop)
            try sink.complete(layout: windows.finalLayout())
            try commit(counts, digest.isEmpty ? last?.inputDigest ?? "" : digest, isComplete: true)
            return counts
        } catch {
            if journal.last == nil {
                // There is nothing to resume.
                sink.discard()
                rejects.discard()
                try? journal.remove()
            }
            throw error
        }
    }

    private func sink(keeping length: Int?) throws -> any LabelSink {
        switch destination.format {
        case .sqlite: return try SQLiteSink(path: destination.path, keeping: length)
        case .npy:
            let file = try ResumableFile(path: destination.path, keeping: length)
            return try NumPySink(file, width: labeller.columns.vectorWidth)
        case .csv, .tsv, .jsonLines, .conll:
            let file = try ResumableFile(path: destination.path, keeping: length)
            return TextSink(
                file, columns: labeller.columns, isAtStart: file.length == 0, keepsPlaces: settings.keepsPlaces)
        }
    }

    /// Gives complete files their final names. Nothing is lost if the process ends in between.
    private func putInPlace(hasRejects: Bool) throws {
        if hasRejects {
            try ResumableFile.putInPlace(destination.rejectsPath)
        } else {
            try ResumableFile.discard(destination.rejectsPath)
            // Rejected rows of an earlier output would be mistaken for those of this one.
            if settings.overwrite { unlink(destination.rejectsPath) }
        }
        if destination.format != .sqlite { try ResumableFile.putInPlace(destination.path) }
    }
}

extension OutputFormat {
    /// Checks that the format can hold the columns.
    ///
    /// - Throws: `FledgeError` with category `usage`.
    func check(_ columns: [LabelColumn]) throws {
        if self == .conll, columns.map(\.kind) != [.lines] {
            throw FledgeError(
                .usage, "CoNLL output is only for the entities of one model", expected: "csv, tsv, jsonl or sqlite",
                found: "conll")
        }
        guard self == .npy, columns.count != 1 || columns.vectorWidth == 0 else { return }
        throw FledgeError(
            .usage, "NumPy output is only for embeddings", expected: "csv, tsv, jsonl or sqlite", found: "npy",
            advice: "for embeddings, use fledge embed")
    }
}

extension [LabelColumn] {
    /// The number of elements of the vector in the first column; 0 if it is not a vector.
    var vectorWidth: Int {
        if case .vector(let count) = first?.kind { count } else { 0 }
    }
}
