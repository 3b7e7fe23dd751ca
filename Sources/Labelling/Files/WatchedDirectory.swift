import Datasets
import Foundation
package import InputOutput

/// Labels the files of a directory as they arrive, each into a file of another directory.
///
/// A file has arrived once it has not changed for a second. Hidden files, and files whose names imply no format, are
/// left alone. Processed files are recorded, so that a later process does not repeat them.
package final class WatchedDirectory {
    /// An event to report.
    package enum Event {
        case began(name: String)
        case finished(name: String, LabellingSummary)
        /// The file could not be labelled.
        case failed(name: String, FledgeError)
        /// A labelled file has changed since; it is left alone.
        case changed(name: String, output: String)
    }

    private let directory: String
    private let output: String
    private let format: OutputFormat?
    private let done: LabelledFiles
    /// The files at the last scan.
    private var seen: [String: InputFile] = [:]
    private var told: Set<String> = []

    /// - Parameters:
    ///   - output: The directory of the outputs, which is created if it is missing.
    ///   - format: The format of the outputs; `nil` for that of each input.
    /// - Throws: `FledgeError` if one of the directories cannot be used.
    package init(_ directory: String, output: String, format: OutputFormat?) throws {
        guard OutputPath.mode(of: directory).map({ $0 & S_IFMT == S_IFDIR }) ?? false else {
            throw FledgeError(.noInput, at: directory, "there is no such directory", advice: "create it with mkdir -p")
        }
        guard OutputPath.resolved(directory) != OutputPath.resolved(output) else {
            throw FledgeError(
                .usage, at: output, "the output directory is the watched directory",
                advice: "choose another directory")
        }
        try OutputPath.makeDirectory(output, "the directory of the outputs", advice: "choose another place")
        self.directory = directory
        self.output = output
        self.format = format
        done = try LabelledFiles(directory: output)
    }

    /// Watches until `shouldStop` returns true.
    ///
    /// - Parameter label: Labels a file, or resumes an interrupted run.
    /// - Throws: Any error of `label` that is not a `FledgeError` about one file.
    package func run(
        label: (_ path: String, BatchLabelling.Destination) throws -> LabellingSummary, observe: (Event) -> Void,
        shouldStop: () -> Bool
    ) throws {
        while true {
            for (name, file) in try arrivals(observe) {
                if shouldStop() { break }
                try self.label(name, file, label, observe)
            }
            for _ in 0..<20 where !shouldStop() { usleep(50_000) }
            if shouldStop() { return }
        }
    }

    /// The files that have not changed since the last scan and have not been processed, by name.
    private func arrivals(_ observe: (Event) -> Void) throws -> [(name: String, file: InputFile)] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        var now: [String: InputFile] = [:]
        var arrived: [(name: String, file: InputFile)] = []
        for name in names where !name.hasPrefix(".") && (try? FileFormat(path: name)) != nil {
            let path = directory.path(of: name)
            let isFile = OutputPath.mode(of: path).map { $0 & S_IFMT == S_IFREG } ?? false
            guard isFile, FileFormat.isFileOfRows(path), let file = try? InputFile(path: path) else { continue }
            now[name] = file
            if let entry = done[name], entry.problem == nil || entry.file == file {
                if entry.file != file, let output = entry.output, told.insert(name).inserted {
                    observe(.changed(name: name, output: self.output.path(of: output)))
                }
            } else if seen[name] == file {
                arrived.append((name, file))
            }
        }
        seen = now
        return arrived
    }

    private func label(
        _ name: String, _ file: InputFile,
        _ label: (_ path: String, BatchLabelling.Destination) throws -> LabellingSummary, _ observe: (Event) -> Void
    ) throws {
        let outputName = OutputFormat.outputName(ofInput: name, format: format)
        let outputPath = output.path(of: outputName)
        let destination = try BatchLabelling.Destination(amongOthers: outputPath, format: nil)
        let other = done.name(ofOutput: outputName).flatMap { $0 == name ? nil : $0 }
        if other == nil, OutputAvailability.isComplete(outputPath) {
            // An earlier process ended at the last moment: only the entry is missing.
            return try done.add(
                LabelledFiles.Entry(name: name, file: file, output: outputName, rows: 0, rejected: 0, problem: nil))
        }
        do {
            if let other {
                throw FledgeError(
                    .data, at: directory.path(of: name), "the file would have the same output as another one",
                    found: "\(outputName), of \(other)", advice: "give it another name")
            }
            observe(.began(name: name))
            let summary = try label(directory.path(of: name), destination)
            try done.add(
                LabelledFiles.Entry(
                    name: name, file: file, output: outputName, rows: summary.rows, rejected: summary.rejected,
                    problem: nil))
            observe(.finished(name: name, summary))
        } catch let error as FledgeError where [.data, .noInput].contains(error.category) {
            // A file that was incomplete after all, or that disappeared, gets another chance.
            guard (try? InputFile(path: directory.path(of: name))) == file else { return }
            try done.add(
                LabelledFiles.Entry(
                    name: name, file: file, output: nil, rows: 0, rejected: 0, problem: error.problem))
            observe(.failed(name: name, error))
        }
    }
}
