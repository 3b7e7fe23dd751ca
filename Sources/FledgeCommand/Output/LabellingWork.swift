import ArgumentParser
import Datasets
import InputOutput
import Labelling
import Logging
import TaskHeads

/// The labelling of an input into an output, as the options define them.
struct LabellingWork {
    let input: InputOptions
    var output: LabellingOutputOptions
    let format: OutputFormat
    /// The format that the user requested; `nil` to follow file names.
    var requestedFormat: OutputFormat?
    let talk: TalkOptions
    /// The action on texts, in the past tense.
    let verb: String
    var pairColumn: String?
    /// The columns that the model was trained on, for those that no option names.
    var trainedColumns: TrainedColumns?
    /// Rejects rows without a text.
    var requiresText = false
    /// Writes the input's columns too.
    var keepsInput = true
    /// Keeps the place of rejected rows in the output.
    var keepsPlaces = false
    /// The format of standard input; `nil` to detect it.
    var streamFormat: FileFormat?

    /// - Throws: `ExitCode` if rows were rejected, with the status of wrong data.
    func run(_ labeller: any TextLabeller) throws {
        let told = LabellingTalk(talk, verb: verb)
        let files = try input.files()
        // A pattern or directory with a single file is treated like several files if the output is a directory.
        let isPattern = files != nil && files != input.input
        if let files, files.count > 1 || isPattern && output.file.map(OutputPath.isDirectory) ?? false {
            return try each(of: files, labeller, told)
        }
        let summary = try told.watchingForInterruption {
            if let inputPath = files?.first, let outputPath = output.file {
                let destination = try BatchLabelling.Destination(
                    path: outputPath, format: format, rejectsPath: output.rejects)
                return try batch(inputPath, destination, labeller, told)
            }
            return try stream(labeller, told)
        }
        told.conclude(summary)
        if output.json { try ResultStream.print(JSONOutput.text(summary)) }
        if summary.rejected > 0 { throw ExitCode(ExitStatus.data.rawValue) }
    }

    /// Labels one file into another.
    func batch(
        _ path: String, _ destination: BatchLabelling.Destination, _ labeller: any TextLabeller, _ told: LabellingTalk,
        mayBeEmpty: Bool = false
    ) throws -> LabellingSummary {
        var input = input
        input.input = [path]
        let file = try InputFile(path: path)
        let reader = try reader(input, mayBeEmpty: mayBeEmpty)
        let summary = try BatchLabelling(
            reader, inputs: [file], labeller: labeller, destination: destination, settings: settings
        ).run(willGoOn: told.willGoOn, observe: told.observe, shouldStop: { Interruption.isRequested })
        told.tell(reader.takeNewFindings())
        return summary
    }

    /// Labels each file into one of the same name in the output directory.
    private func each(of files: [String], _ labeller: any TextLabeller, _ told: LabellingTalk) throws {
        guard let directory = output.file else {
            throw FledgeError(
                .usage, at: input.input.joined(separator: ", "), "the input is \(files.count) files",
                expected: "--output DIRECTORY for theirs")
        }
        try requireNoRejectsFile()
        let labelling = try FilesLabelling(
            files, output: directory, format: requestedFormat, overwrite: output.overwrite)
        let summaries = try told.watchingForInterruption {
            try labelling.run(
                label: { path, destination in try batch(path, destination, labeller, told, mayBeEmpty: true) },
                observe: { event in
                    switch event {
                    case .began(let path): talk.logger.info("\(path)")
                    case .finished(let summary): told.conclude(summary)
                    case .known(let output): talk.logger.info("\(output) exists already and is kept")
                    }
                })
        }
        if output.json { try ResultStream.print(JSONOutput.text(summaries)) }
        if summaries.contains(where: { $0.rejected > 0 }) { throw ExitCode(ExitStatus.data.rawValue) }
    }

    /// Checks that no single file is named for the rejected rows of several inputs.
    func requireNoRejectsFile() throws {
        guard let rejects = output.rejects else { return }
        throw FledgeError(
            .usage, at: rejects, "--rejects names one file, and the inputs may be several",
            advice: "leave it out: the rejected rows of each are in OUTPUT.rejects.jsonl beside its output")
    }

    private func stream(_ labeller: any TextLabeller, _ told: LabellingTalk) throws -> LabellingSummary {
        let reader = try reader(input)
        let rejectsPath =
            try output.rejects
            ?? output.file.map { try BatchLabelling.Destination(path: $0, format: format).rejectsPath }
        try OutputAvailability.require([output.file, rejectsPath].compactMap(\.self), overwrite: output.overwrite)
        let rejects = RejectedRows(
            to: { try rejectsPath.map { try ResultStream(path: $0) } },
            report: { if rejectsPath == nil { told.reject($0) } })
        let destination: StreamLabelling.Destination =
            try format == .sqlite
            ? .database(path: databasePath()) : .bytes(ResultStream(path: output.output), format)
        let labelling = StreamLabelling(
            reader, labeller: labeller, to: destination, rejects: rejects, settings: settings)
        do {
            var summary = try labelling.run(observe: told.observe, shouldStop: { Interruption.isRequested })
            told.tell(reader.takeNewFindings())
            (summary.output, summary.rejects) = (output.file, summary.rejected > 0 ? rejectsPath : nil)
            return summary
        } catch {
            // The results so far have been written; write the rejected rows so far too.
            if output.file == nil { try? rejects.finish() }
            throw error
        }
    }

    private func reader(_ input: InputOptions, mayBeEmpty: Bool = false) throws -> RowReader {
        try input.reader(
            pairColumn: pairColumn, trainedColumns: trainedColumns, requiresText: requiresText, keepsSource: true,
            mayBeEmpty: mayBeEmpty, streamFormat: streamFormat, talk: talk)
    }

    private var settings: BatchLabelling.Settings {
        var settings = output.settings
        (settings.keepsInput, settings.keepsPlaces) = (keepsInput, keepsPlaces)
        return settings
    }

    private func databasePath() throws -> String {
        if let path = output.file { return path }
        throw FledgeError(.usage, "a database is a file", expected: "--output FILE")
    }
}
