import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct JournalFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private struct Entry: Codable, Equatable {
        let name: String, count: Int
    }

    @Test func growsByLines() throws {
        let journal = JournalFile(path: "\(directory.path)/journal.jsonl")
        #expect(journal.entries(Entry.self) == [])
        let entries = [Entry(name: "a/b", count: 1), Entry(name: "c", count: 2)]
        for entry in entries { try journal.append(entry) }
        #expect(journal.entries(Entry.self) == entries)
        let content = try String(contentsOfFile: journal.path, encoding: .utf8)
        #expect(content == #"{"count":1,"name":"a/b"}"# + "\n" + #"{"count":2,"name":"c"}"# + "\n")
    }

    /// An incomplete line of a killed process costs only that line.
    @Test func anUnfinishedLineDoesNotRunIntoTheNext() throws {
        let path = try directory.write("journal.jsonl", #"{"count":1,"name":"a"}"# + "\n" + #"{"count":2,"na"#)
        let journal = JournalFile(path: path)
        try journal.append(Entry(name: "c", count: 3))
        #expect(journal.entries(Entry.self) == [Entry(name: "a", count: 1), Entry(name: "c", count: 3)])
    }

    /// A journal is an output, so one that cannot be opened is reported as one that cannot be created.
    @Test(arguments: ["missing/journal.jsonl", "."])
    func whatCannotBeOpenedCannotBeCreated(name: String) throws {
        let journal = JournalFile(path: "\(directory.path)/\(name)")
        let error = #expect(throws: FledgeError.self) { try journal.append(Entry(name: "a", count: 1)) }
        #expect(error?.category == .cannotCreate)
    }
}
