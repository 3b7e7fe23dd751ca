import InputOutput

/// The processed files of a watched directory, as recorded in a JSON Lines file next to the outputs.
final class LabelledFiles {
    /// A file that has been processed, successfully or not.
    struct Entry: Codable {
        /// The file's name in the watched directory.
        let name: String
        let file: InputFile
        /// The output's name; `nil` if there is none.
        let output: String?
        let rows: Int, rejected: Int
        /// The reason why the file could not be labelled.
        let problem: String?
    }

    private let journal: JournalFile
    private var entries: [String: Entry] = [:]

    init(directory: String) throws {
        journal = JournalFile(path: directory.path(of: "labelled-files.jsonl"))
        // If a crash truncated the last line, the output of its file exists, and the file is entered again.
        for entry in journal.entries(Entry.self) { entries[entry.name] = entry }
    }

    subscript(name: String) -> Entry? { entries[name] }

    /// The name of the file whose output has this name; `nil` if there is none.
    func name(ofOutput output: String) -> String? { entries.values.first { $0.output == output }?.name }

    /// Records a file, durably.
    func add(_ entry: Entry) throws {
        try journal.append(entry)
        entries[entry.name] = entry
    }
}
