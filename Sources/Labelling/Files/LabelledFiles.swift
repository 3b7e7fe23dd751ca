import InputOutput

/// The files of a watched directory that are done, as a file of JSON lines beside the outputs remembers them.
final class LabelledFiles {
    /// A file that is done, for better or worse.
    struct Entry: Codable {
        /// The file's name in the watched directory.
        let name: String
        let file: InputFile
        /// The output's name; `nil` where there is none.
        let output: String?
        let rows: Int, rejected: Int
        /// Why the file could not be labelled.
        let problem: String?
    }

    private let journal: JournalFile
    private var entries: [String: Entry] = [:]

    init(directory: String) throws {
        journal = JournalFile(path: directory.path(of: "labelled-files.jsonl"))
        // A last line that a crash cut off is that of a file whose output is there: it is entered again.
        for entry in journal.entries(Entry.self) { entries[entry.name] = entry }
    }

    subscript(name: String) -> Entry? { entries[name] }

    /// The name of the file whose output has this name; `nil` where there is none.
    func name(ofOutput output: String) -> String? { entries.values.first { $0.output == output }?.name }

    /// Enters a file, durably.
    func add(_ entry: Entry) throws {
        try journal.append(entry)
        entries[entry.name] = entry
    }
}
