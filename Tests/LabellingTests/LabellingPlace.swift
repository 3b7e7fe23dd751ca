import Datasets
import Foundation
import InputOutput
import Labelling
import TestSupport
import Testing

/// A directory with an input, and the results of labelling it.
struct LabellingPlace {
    let directory: TemporaryDirectory
    let input: String
    var settings = BatchLabelling.Settings()
    var columns = ColumnSelection()
    /// Allows an input without rows.
    var mayBeEmpty = false

    init(_ name: String, _ content: String) throws { try self.init(name, Data(content.utf8)) }

    init(_ name: String, _ content: Data) throws {
        directory = try TemporaryDirectory()
        input = try directory.write(name, content)
        settings.commitSeconds = 0
    }

    /// Rows with distinct texts, except that every 50th repeats the row before, as CSV.
    static func manyRows(_ count: Int) -> String {
        "id,text\n"
            + (0..<count).map { number in
                let text = number % 50 == 49 ? number - 1 : number
                return "\(number),\"text, \(text) \(String(repeating: "x", count: text % 90))\"\n"
            }.joined()
    }

    func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    func labelling(
        _ labeller: any TextLabeller = CountingLabeller(), output: String = "out.csv"
    ) throws -> BatchLabelling {
        let file = try InputFile(path: input)
        let reader = try RowReader(
            path: input, columns: columns, requiresLabel: false, requiresText: true, keepsSource: true,
            mayBeEmpty: mayBeEmpty)
        let destination = try BatchLabelling.Destination(path: path(output), format: nil)
        return try BatchLabelling(
            reader, inputs: [file], labeller: labeller, destination: destination, settings: settings)
    }

    @discardableResult
    func run(
        _ labeller: any TextLabeller = CountingLabeller(), output: String = "out.csv"
    ) throws -> LabellingSummary {
        try labelling(labeller, output: output).run()
    }

    /// The content of a file as text.
    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// The names of all files.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
}
