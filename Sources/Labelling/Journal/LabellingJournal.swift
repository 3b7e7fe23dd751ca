import Foundation
import InputOutput

/// The file beside an output that says how far the output can be relied on.
///
/// Lines of JSON: the run's identity, then a commit after the other, each written once what it vouches for is durable. A
/// line that a crash cut off does not count, nor does what follows it. While a run works, it holds a lock on the file.
final class LabellingJournal {
    let path: String
    /// How far an earlier process came; `nil` where the run begins.
    private(set) var last: JournalCommit?
    private let lock: OutputLock
    private var descriptor: Int32 { lock.descriptor }
    private let output: String

    static func path(of output: String) -> String { OutputPath.resolved(output) + ".journal" }

    /// Opens the journal of an output, or begins one.
    ///
    /// - Parameters:
    ///   - existing: The paths where the run will put files.
    ///   - overwrite: Whether a run with another identity is given up, and an output may be replaced.
    /// - Throws: `FledgeError` with category `cannotCreate` where another process is at work or where the output exists
    ///   without a run for it, `data` where a run with another identity was interrupted.
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
        // Without a line feed behind it, not even the identity was written to its end: nothing was done.
        guard lines.count > 1 else {
            do {
                // The process whose journal was there a moment ago may have been done since.
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
                .data, at: path, "this is not the journal of a labelling run, or of another version of Fledge",
                advice: "move it away, or pass --overwrite to begin anew")
        }
        let differences = identity.differences(from: found)
        guard differences.isEmpty else {
            if overwrite { return try begin(identity) }
            throw FledgeError(
                .data, at: path, "the run that was interrupted had another input or other settings",
                found: differences.joined(separator: "\n            "),
                advice: "repeat the command as it was, or pass --overwrite to begin anew")
        }
        var length = lines[0].count + 1
        for line in lines[1..<(lines.count - 1)] {
            guard let commit = try? JSONDecoder().decode(JournalCommit.self, from: Data(line)) else { break }
            last = commit
            length += line.count + 1
        }
        // An input that was written again may have other rows, even where all of them were labelled.
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
            throw FledgeError.system(errno, at: path, while: "cutting the journal")
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
            // A half-written line must not be in the way of the next.
            ftruncate(descriptor, start)
            lseek(descriptor, start, SEEK_SET)
            throw error
        }
        guard fsync(descriptor) == 0 else {
            throw FledgeError.system(errno, at: path, while: "synchronizing the journal")
        }
    }

    /// Removes the journal: the output is in place.
    func remove() throws { try lock.remove() }
}
