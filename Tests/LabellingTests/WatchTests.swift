import Datasets
import Foundation
import InputOutput
import Labelling
import TestSupport
import Testing

/// Files that arrive in a directory.
@Suite struct WatchTests {
    private let directory: TemporaryDirectory
    private let labeller = CountingLabeller()

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("in/.hidden.csv", "text\na\n")
    }

    private func label(_ path: String, _ destination: BatchLabelling.Destination) throws -> LabellingSummary {
        let file = try InputFile(path: path)
        let reader = try RowReader(path: path, requiresLabel: false, requiresText: true, keepsSource: true)
        return try BatchLabelling(
            reader, inputs: [file], labeller: labeller, destination: destination, settings: BatchLabelling.Settings()
        ).run()
    }

    /// Watches for some seconds, with a step in each.
    private func watch(_ format: OutputFormat? = nil, _ steps: (() throws -> Void)...) throws -> [String] {
        var events: [String] = []
        var (step, start) = (0, ContinuousClock.now)
        var failure: (any Error)?
        let watched = try WatchedDirectory("\(directory.path)/in", output: "\(directory.path)/out", format: format)
        try watched.run(label: label) { event in
            switch event {
            case .began: break
            case .finished(let name, let summary): events.append("\(name): \(summary.rows)")
            case .failed(let name, let error): events.append("\(name): \(error.problem)")
            case .changed(let name, _): events.append("\(name): changed")
            }
        } shouldStop: {
            guard start.duration(to: .now) > .seconds(step == 0 ? 0 : 2.5) else { return false }
            guard step < steps.count else { return true }
            start = .now
            do { try steps[step]() } catch { failure = error }
            step += 1
            return false
        }
        if let failure { throw failure }
        return events
    }

    private func outputs() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/out").sorted()
    }

    @Test func `files are labelled once, when they are complete`() throws {
        let events = try watch(
            nil,
            {
                try directory.write("in/a.csv", "text\none\ntwo\n")
                try directory.write("in/b.csv", "nothing\nx\n")
                try directory.write("in/notes.md", "text")
            },
            {
                let aside = try directory.write("c.part", "{\"text\":\"three\"}\n")
                try FileManager.default.moveItem(atPath: aside, toPath: "\(directory.path)/in/c.jsonl")
            })
        #expect(events == ["a.csv: 2", "b.csv: no text column found", "c.jsonl: 1"])
        #expect(try outputs() == ["a.csv", "c.jsonl", "labelled-files.jsonl"])
        // Another process repeats none of them, but reports changes, and tries files that failed or are new.
        #expect(try watch(nil, {}) == [])
        let later = try watch(
            nil,
            {
                try directory.write("in/a.csv", "text\nfour\n")
                try directory.write("in/b.csv", "text\nfive\n")
            })
        #expect(later == ["a.csv: changed", "b.csv: 1"])
        #expect(labeller.texts.sorted() == ["five", "one", "three", "two"])
    }

    @Test func `a process that ended before it entered a file`() throws {
        try directory.write("in/a.csv", "text\none\n")
        try directory.write("out/a.csv.jsonl", "done\n")
        #expect(try watch(.jsonLines, {}) == [])
        #expect(try outputs() == ["a.csv.jsonl", "labelled-files.jsonl"])
        #expect(labeller.texts.isEmpty)
    }

    @Test func `directories that make no sense`() throws {
        #expect(
            message { _ = try WatchedDirectory("\(directory.path)/x", output: "\(directory.path)/out", format: nil) }
                == "\(directory.path)/x: there is no such directory\n  try:      create it with mkdir -p")
        #expect(
            message { _ = try WatchedDirectory("\(directory.path)/in", output: "\(directory.path)/in/", format: nil) }
                == """
                \(directory.path)/in/: the output directory is the watched directory
                  try:      choose another directory
                """)
    }
}
