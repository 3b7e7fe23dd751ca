import Foundation
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

    private let path: String
    private var entries: [String: Entry] = [:]

    init(directory: String) throws {
        path = directory.path(of: "labelled-files.jsonl")
        guard let content = FileManager.default.contents(atPath: path) else { return }
        // A last line that a crash cut off is that of a file whose output is there: it is entered again.
        for line in content.split(separator: 0x0A) {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) else { continue }
            entries[entry.name] = entry
        }
    }

    subscript(name: String) -> Entry? { entries[name] }

    /// The name of the file whose output has this name; `nil` where there is none.
    func name(ofOutput output: String) -> String? { entries.values.first { $0.output == output }?.name }

    /// Enters a file, durably.
    func add(_ entry: Entry) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FledgeError.creating(errno, at: path, while: "creating the file") }
        defer { close(descriptor) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = try encoder.encode(entry)
        line.append(0x0A)
        var last: UInt8 = 0x0A
        let end = lseek(descriptor, 0, SEEK_END)
        if end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 0x0A { line.insert(0x0A, at: 0) }
        try line.withUnsafeBytes { try DescriptorOutput.write($0, to: descriptor, path: path) }
        guard fsync(descriptor) == 0 else {
            throw FledgeError.system(errno, at: path, while: "synchronizing the file")
        }
        entries[entry.name] = entry
    }
}
