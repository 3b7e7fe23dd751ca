import Foundation
import InputOutput

/// Labels files, each into one of the same name in a directory. Those that are there already are left alone, so that what
/// was cut off goes on from there.
package struct FilesLabelling {
    /// What happens, for people.
    package enum Event {
        case began(path: String)
        case finished(LabellingSummary)
        /// The output is complete since an earlier time.
        case known(output: String)
    }

    private let work: [(path: String, output: BatchLabelling.Destination)]
    private let overwrite: Bool

    /// - Parameters:
    ///   - output: The directory of the outputs, which is created where it is missing.
    ///   - format: How outputs are written; `nil` for as each input is.
    ///   - overwrite: Whether outputs that are there are made anew.
    /// - Throws: `FledgeError` where two files have one name, or the directory cannot be used.
    package init(_ files: [String], output: String, format: OutputFormat?, overwrite: Bool) throws {
        let names = files.map { URL(fileURLWithPath: $0).lastPathComponent }
        if let index = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
            throw FledgeError(
                .usage, at: files[index], "two files of the input have the same name, and so would their outputs",
                advice: "label them one after the other into different directories")
        }
        work = try zip(files, names).map { path, name in
            let place = output.path(of: OutputFormat.outputName(ofInput: name, format: format))
            return (path, try BatchLabelling.Destination(path: place, format: format))
        }
        try OutputPath.makeDirectory(output, "the directory of the outputs", advice: "choose another place")
        self.overwrite = overwrite
    }

    /// - Parameter label: Labels a file, and goes on where an earlier process was cut off.
    /// - Throws: What `label` throws.
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
