import Foundation
import InputOutput

/// Labels files, each into a file of the same name in a directory. Complete outputs are left alone, so that an
/// interrupted run can be resumed.
package struct FilesLabelling {
    /// An event to report.
    package enum Event {
        case began(path: String)
        case finished(LabellingSummary)
        /// The output was already complete.
        case known(output: String)
    }

    private let work: [(path: String, output: BatchLabelling.Destination)]
    private let overwrite: Bool

    /// - Parameters:
    ///   - output: The directory of the outputs, which is created if it is missing.
    ///   - format: The format of the outputs; `nil` for that of each input.
    ///   - overwrite: Writes existing outputs again.
    /// - Throws: `FledgeError` if two files have the same name, or if the directory cannot be used.
    package init(_ files: [String], output: String, format: OutputFormat?, overwrite: Bool) throws {
        let outputNames = files.map {
            OutputFormat.outputName(ofInput: URL(fileURLWithPath: $0).lastPathComponent, format: format)
        }
        var known: [String: String] = [:]
        for (name, file) in zip(outputNames, files) {
            if let other = known.updateValue(file, forKey: name) {
                throw FledgeError(
                    .usage, at: file, "two input files would have the same output",
                    found: "\(name), also of \(other)",
                    advice: "label them one after the other into different directories")
            }
        }
        work = try zip(files, outputNames).map { path, name in
            (path, try BatchLabelling.Destination(amongOthers: output.path(of: name), format: format))
        }
        try OutputPath.makeDirectory(output, "the directory of the outputs", advice: "choose another place")
        self.overwrite = overwrite
    }

    /// - Parameter label: Labels a file, or resumes an interrupted run.
    /// - Throws: Any error of `label`.
    package func run(
        label: (_ path: String, BatchLabelling.Destination) throws -> LabellingSummary, observe: (Event) -> Void
    ) throws -> [LabellingSummary] {
        try work.compactMap { path, destination in
            if !overwrite, OutputAvailability.isComplete(destination.path) {
                observe(.known(output: destination.path))
                return nil
            }
            observe(.began(path: path))
            let summary = try label(path, destination)
            observe(.finished(summary))
            return summary
        }
    }
}
