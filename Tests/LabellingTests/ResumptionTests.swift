import Datasets
import Foundation
import InputOutput
import Labelling
import SQLite
import TestSupport
import Testing

/// Runs that are interrupted and resumed.
@Suite struct LabellingResumptionTests {
    private static let count = 30_000

    /// Stopped after every window, or failing in every window, until the end.
    @Test(arguments: ["out.csv", "out.jsonl", "out.sqlite"], [true, false])
    func `ends with the same bytes`(output: String, fails: Bool) throws {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(Self.count) + "broken\n")
        try place.run(output: "whole-\(output)")
        var sessions = 0
        var rows: [Int] = []
        while true {
            sessions += 1
            try #require(sessions < 100)
            do {
                let failing = CountingLabeller { before in if before > 5000 { throw Sudden() } }
                let labelling = try place.labelling(fails ? failing : CountingLabeller(), output: output)
                // Only once there is something to stop after, however slow the machine is.
                var hasWindow = false
                let summary = try labelling.run(
                    willGoOn: { rows.append($0) }, observe: { _ in hasWindow = true },
                    shouldStop: { !fails && hasWindow })
                #expect(summary.rows == Self.count + 1)
                #expect(summary.rejected == 1)
                #expect(summary.rowsBefore == rows.last)
                break
            } catch is LabellingStopped {
            } catch is Sudden {}
        }
        #expect(sessions > 3)
        #expect(rows == rows.sorted())
        if output.hasSuffix("sqlite") {
            #expect(try table(place.path(output)) == table(place.path("whole-\(output)")))
        } else {
            #expect(try place.text(output) == place.text("whole-\(output)"))
        }
        #expect(try place.text("out.rejects.jsonl") == place.text("whole-out.rejects.jsonl"))
        #expect(
            try place.names()
                == ["in.csv", output, "out.rejects.jsonl", "whole-\(output)", "whole-out.rejects.jsonl"].sorted())
    }

    private func table(_ path: String) throws -> [SQLRow] {
        try DatabaseQueue(path: path).read { try SQLRow.fetchAll($0, sql: "SELECT * FROM labelled ORDER BY row") }
    }

    /// A directory in which a run was stopped after its first window.
    private func stopped(_ output: String = "out.csv") throws -> LabellingPlace {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(20_000))
        var hasWindow = false
        #expect(throws: LabellingStopped.self) {
            try place.labelling(output: output).run(observe: { _ in hasWindow = true }, shouldStop: { hasWindow })
        }
        #expect(try place.names() == ["in.csv", "out.csv.journal", "out.csv.partial", "out.rejects.jsonl.partial"])
        return place
    }

    /// Anything that a crash leaves after the last commit is ignored, in every file.
    @Test(arguments: [
        ("out.csv.partial", "half a li"), ("out.rejects.jsonl.partial", "{\"li"),
        ("out.csv.journal", #"{"counts":{"cut":0,"#), ("out.csv.journal", "{}\n{}\n"),
    ])
    func `what was written half does not count`(name: String, addition: String) throws {
        let place = try stopped()
        try place.run(output: "whole.csv")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place.path(name)))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(addition.utf8))
        try handle.close()
        #expect(try place.run().rowsBefore > 0)
        #expect(try place.text("out.csv") == place.text("whole.csv"))
        #expect(try place.names() == ["in.csv", "out.csv", "whole.csv"])
    }

    /// The moments between the last commit and the end: files that are already in place, or not yet.
    @Test(arguments: [false, true]) func `only names are missing`(isInPlace: Bool) throws {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(300) + "broken\n")
        try place.run(output: "whole.csv")
        // A directory has the name of the output, so everything except the renaming works.
        try place.directory.write("out.csv/x", "")
        let directory = place.path("out.csv")
        #expect(throws: FledgeError.self) { try place.run() }
        try FileManager.default.removeItem(atPath: directory)
        let failing = CountingLabeller { _ in
            try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        }
        #expect(throws: FledgeError.self) { try place.run(failing) }
        try FileManager.default.removeItem(atPath: directory)
        #expect(
            try place.names().filter { $0.hasPrefix("out") }
                == ["out.csv.journal", "out.csv.partial", "out.rejects.jsonl"])
        if isInPlace { try FileManager.default.moveItem(atPath: "\(directory).partial", toPath: directory) }
        let labeller = CountingLabeller()
        let summary = try place.run(labeller)
        #expect(labeller.texts.isEmpty)
        #expect(summary.rows == 301)
        #expect(summary.rejects == place.path("out.rejects.jsonl"))
        #expect(try place.text("out.csv") == place.text("whole.csv"))
        #expect(try place.names().filter { $0.hasPrefix("out") } == ["out.csv", "out.rejects.jsonl"])
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let message: String
        let change: @Sendable (inout LabellingPlace) throws -> CountingLabeller
    }

    static let changes = [
        Change(testDescription: "another model", message: "model: a different one") { _ in
            CountingLabeller(settings: ["model": "b"])
        },
        Change(testDescription: "another setting", message: "threshold: not set, now 0.5") { _ in
            CountingLabeller(settings: ["model": "a", "threshold": "0.5"])
        },
        Change(testDescription: "another column", message: "text column: found by name, now id") { place in
            place.columns = ColumnSelection(text: "id")
            return CountingLabeller()
        },
        Change(testDescription: "a larger input", message: "the input's size: SIZE bytes, now MORE") { place in
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place.input))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("1,more\n".utf8))
            return CountingLabeller()
        },
    ]

    @Test(arguments: changes) func `another run needs a word`(change: Change) throws {
        var place = try stopped()
        let size = try FileManager.default.attributesOfItem(atPath: place.input)[.size] as? Int ?? 0
        let labeller = try change.change(&place)
        let error = #expect(throws: FledgeError.self) { try place.run(labeller) }
        let expected = change.message.replacingOccurrences(of: "SIZE", with: "\(size)")
            .replacingOccurrences(of: "MORE", with: "\(size + 7)")
        #expect(error?.category == .data)
        #expect(error?.problem == "the interrupted run had different input or settings")
        #expect(error?.found?.hasPrefix(expected) ?? false, "\(error?.found ?? "")")
        #expect(error?.advice == "repeat the command as it was, or pass --overwrite to start over")
        place.settings.overwrite = true
        #expect(try place.run(labeller).rowsBefore == 0)
        #expect(try place.names() == ["in.csv", "out.csv"])
    }

    /// A copy, a checkout or a touch changes a file's time, but not its bytes.
    @Test func `an input that was written again with the same bytes is resumed`() throws {
        let place = try stopped()
        try Data(contentsOf: URL(fileURLWithPath: place.input)).write(to: URL(fileURLWithPath: place.input))
        let summary = try place.run()
        #expect(summary.rowsBefore > 0)
        #expect(try place.names() == ["in.csv", "out.csv"])
    }

    /// The size and the modification time can be faked.
    @Test func `rows that changed are noticed by their content`() throws {
        let place = try stopped()
        let url = URL(fileURLWithPath: place.input)
        var status = stat()
        #expect(stat(place.input, &status) == 0)
        var content = try Data(contentsOf: url)
        content[content.index(content.startIndex, offsetBy: 20)] = 0x41
        let handle = try FileHandle(forWritingTo: url)
        try handle.write(contentsOf: content)
        try handle.close()
        var times = [status.st_atim, status.st_mtim]
        #expect(utimensat(AT_FDCWD, place.input, &times, 0) == 0)
        #expect(
            message { try place.run() } == """
                \(place.input): the rows that were already labelled have changed
                  try:      pass --overwrite to start over
                """)
    }

    @Test func `what was written is gone`() throws {
        let place = try stopped()
        try FileManager.default.removeItem(atPath: place.path("out.csv.partial"))
        #expect(
            message { try place.run() } == """
                \(place.path("out.csv.partial")): the output of an earlier run is missing or was changed
                  try:      pass --overwrite to start over
                """)
    }

    @Test func `two processes do not write one output`() throws {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(10))
        let labeller = CountingLabeller { _ in
            #expect(
                message { try place.run() } == """
                    \(place.path("out.csv")): another process is writing this output
                      try:      wait for it, or choose another name
                    """)
        }
        try place.run(labeller)
        #expect(labeller.texts.count == 10)
    }

    @Test func `an input that changes meanwhile`() throws {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(20_000))
        let input = place.input
        let labeller = CountingLabeller { before in
            guard before == 0 else { return }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: input))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("1,more\n".utf8))
        }
        let error = #expect(throws: FledgeError.self) { try place.run(labeller) }
        #expect(error?.category == .data)
        #expect(error?.problem == "the file was changed while it was read")
        #expect(try place.names() == ["in.csv"])
    }

    @Test func `existing outputs need a word`() throws {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(10))
        for name in ["out.csv", "out.rejects.jsonl"] {
            try place.directory.write(name, "old")
            #expect(
                message { try place.run() } == """
                    \(place.path(name)): the output exists already
                      try:      pass --overwrite to replace it, or choose another name
                    """)
            if name == "out.csv" { try FileManager.default.removeItem(atPath: place.path(name)) }
        }
        try place.directory.write("out.csv", "old")
        var bold = place
        bold.settings.overwrite = true
        // The old output stays until the new one is complete.
        #expect(throws: Sudden.self) { try bold.run(CountingLabeller { _ in throw Sudden() }) }
        #expect(try place.text("out.csv") == "old")
        try bold.run()
        #expect(try place.names() == ["in.csv", "out.csv"])
        #expect(try place.text("out.csv").hasPrefix("id,text,label,score\n"))
    }

    @Test func `the output is not the input`() throws {
        let place = try LabellingPlace("in.csv", "text\na\n")
        #expect(
            message { try place.run(output: "in.csv") } == """
                \(place.path("in.csv")): the output is an input, which would be lost
                  try:      choose another name
                """)
        #expect(try place.text("in.csv") == "text\na\n")
    }
}
