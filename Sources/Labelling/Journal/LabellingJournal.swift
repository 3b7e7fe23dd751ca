import Foundation
import InputOutput

/// The file next to an output that records how much of the output is reliable.
///
/// It has lines of JSON: the run's identity, followed by commits, each of which is written once the data it vouches for
/// are durable. A line that a crash truncated does not count, nor does anything after it. A running process holds a
/// lock on the file.
final class LabellingJournal {
    let path: String
    /// The last commit of an earlier process; `nil` if the run begins.
    private(set) var last: JournalCommit?
    private let lock: OutputLock
    private var descriptor: Int32 { lock.descriptor }
    private let output: String

    static func path(of output: String) -> String { OutputPath.resolved(output) + ".journal" }

    /// Opens the journal of an output, or begins one.
    ///
    /// - Parameters:
    ///   - existing: The paths of the files that the run will write.
    ///   - overwrite: Discards a run with another identity, and allows an output to be replaced.
    /// - Throws: `FledgeError` with category `cannotCreate` if another process is running or if the output exists
    ///   without a run for it, `data` if a run with another identity was interrupted.
    init(output: String, identity: JournalIdentity, existing: [String], overwrite: Bool) throws {
        self.output = output
        path = Self.path(of: output)
        try OutputPath.checkParent(of: OutputPath.resolved(output))
        try OutputAvailability.require(existing, overwrite: overwrite || OutputPath.mode(of: path) != nil)
        lock = try OutputLock(path: path, output: output)
        try read(identity, existing: existing, overwrite: overwrite)
    }

    private func read(_ identity: JournalIdentity, existing: [String], overwrite: Bool) throws {
        guard let content = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw FledgeError(.noInput, at: path, "the journal cannot be read")
        }
        let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
        // Without a line feed, not even the identity was written completely: nothing was done.
        guard lines.count > 1 else {
            do {
                // The process that held the journal a moment ago may have completed since.
                try OutputAvailability.require(existing, overwrite: overwrite)
            } catch {
                try? lock.remove()
                throw error
            }
            return try begin(identity)
        }
        guard let found = try? JSONDecoder().decode(JournalIdentity.self, from: Data(lines[0])), found.version == 1
        else {
            if overwrite { return try begin(identity) }
            throw FledgeError(
                .data, at: path, "this is not the journal of a labelling run, or another version of Fledge wrote it",
                advice: "move it away, or pass --overwrite to start over")
        }
        let differences = identity.differences(from: found)
        guard differences.isEmpty else {
            if overwrite { return try begin(identity) }
            throw FledgeError(
                .data, at: path, "the interrupted run had different input or settings",
                found: differences.joined(separator: "\n            "),
                advice: "repeat the command as it was, or pass --overwrite to start over")
        }
        var length = lines[0].count + 1
        for line in lines[1..<(lines.count - 1)] {
            guard let commit = try? JSONDecoder().decode(JournalCommit.self, from: Data(line)) else { break }
            last = commit
            length += line.count + 1
        }
        // An input that was written again may have other rows, even if all of the earlier ones were labelled.
        if found.inputs != identity.inputs { last?.isComplete = false }
        try cut(to: length)
    }

    private func begin(_ identity: JournalIdentity) throws {
        try cut(to: 0)
        try append(encoded: identity)
        try OutputPath.synchronize(directory: OutputPath.parent(of: path))
    }

    private func cut(to length: Int) throws {
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) == length else {
            throw FledgeError.system(errno, at: path, while: "truncating the journal")
        }
    }

    /// Adds a commit, durably.
    func append(_ commit: JournalCommit) throws {
        try append(encoded: commit)
        last = commit
    }

    private func append(encoded value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = try encoder.encode(value)
        line.append(0x0A)
        let start = lseek(descriptor, 0, SEEK_CUR)
        do {
            try line.withUnsafeBytes { try DescriptorOutput.write($0, to: descriptor, path: path) }
        } catch {
            // An incomplete line must not get in the way of the next one.
            ftruncate(descriptor, start)
            lseek(descriptor, start, SEEK_SET)
            throw error
        }
        guard fsync(descriptor) == 0 else {
            throw FledgeError.system(errno, at: path, while: "synchronizing the journal")
        }
    }

    /// Removes the journal once the output is in place.
    func remove() throws { try lock.remove() }
}
