import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import InputOutput

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Checks data files, and manages the cache of encoded datasets.",
        discussion: """
            fledge data check looks for problems in files of labelled texts; the other commands manage the cache.

            Encoded texts and frozen features are kept in datasets.sqlite (in FLEDGE_CACHE, else in \
            ~/.cache/fledge). If they exceed FLEDGE_CACHE_LIMIT (20GB by default), the least recently used entries \
            are removed. Entries are named by their keys; the beginning of a key is enough.

            Examples:
              fledge data check train.tsv test.tsv
              fledge data remove --older-than 8w
            """,
        subcommands: [
            DataCheck.self, DataList.self, DataShow.self, DataVerify.self, DataExport.self, DataRemove.self,
            DataBenchmark.self,
        ], defaultSubcommand: DataList.self)

    /// The cache, whose notes are printed; `nil` if there is none yet.
    static func existingCache() throws -> DatasetCache? {
        guard FileManager.default.fileExists(atPath: DatasetCache.defaultPath()) else { return nil }
        let cache = try DatasetCache()
        for note in cache.notes { Console.say("fledge: warning: \(note)") }
        return cache
    }

    /// The existing cache.
    static func cache() throws -> DatasetCache {
        guard let cache = try existingCache() else {
            throw FledgeError(.data, at: DatasetCache.defaultPath(), "nothing is cached yet")
        }
        return cache
    }
}

struct DataList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the entries, the most recently used first.")

    @Flag(help: "Print the entries as JSON.")
    var json = false

    func run() throws {
        let entries = try DataCommand.existingCache()?.entries() ?? []
        if json { return try ResultStream.print(JSONOutput.text(entries.map { DataReport($0) })) }
        if entries.isEmpty { return Console.say("nothing is cached yet") }
        var table = TextTable(header: ["key", "kind", "file", "encoding", "last use", "rows", "size"], leftColumns: 5)
        for entry in entries {
            table.add([
                entry.shortKey, entry.kind.rawValue, TextTable.shortened(entry.path ?? "", to: 40),
                entry.encoding ?? entry.width.map { "\($0) floats a row" } ?? "", Figure.moment(entry.lastUsed),
                String(entry.rowCount), Figure.size(entry.byteCount),
            ])
        }
        try ResultStream.print(table.rendered)
    }
}

struct DataShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows an entry's details, and its first rows as pieces.")

    @Argument(help: "Key of the entry, or its beginning.")
    var key: String
    @Option(help: "Number of rows to show.")
    var rows = 5
    @Flag(help: "Print the entry as JSON.")
    var json = false

    func validate() throws {
        guard rows >= 0 else { throw ValidationError("--rows cannot be negative.") }
    }

    func run() throws {
        let cache = try DataCommand.cache()
        let entry = try cache.entry(key)
        let labels = try cache.labels(of: entry)
        let pieces = try cache.pieces(of: entry)
        var shown: [DataReport.Row] = []
        if rows > 0, entry.kind == .dataset {
            try cache.forEachRows(of: entry) { chunk in
                shown += chunk.prefix(rows - shown.count).map { DataReport.Row($0, labels: labels, pieces: pieces) }
                return shown.count < rows
            }
        }
        try ResultStream.print(
            json
                ? JSONOutput.text(DataReport(entry, labels: labels, rows: shown))
                : DataDetails(entry: entry, labels: labels, rows: shown).rendered)
    }
}

struct DataVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Reads the whole cache and verifies its checksums.",
        discussion: "Changes nothing. The exit code is 65 if something is damaged.")

    @Flag(help: "Print the damage as JSON.")
    var json = false

    func run() throws {
        let cache = try DataCommand.cache()
        let entries = try cache.entries()
        let damages = try cache.findDamage()
        if json {
            try ResultStream.print(JSONOutput.text(damages.map { DataDamageReport(key: $0.key, problem: $0.problem) }))
        } else if damages.isEmpty {
            let size = Figure.size(entries.reduce(0) { $0 + $1.byteCount })
            try ResultStream.print("no damage: \(entries.count.counted("entry", "entries")), \(size)")
        } else {
            for damage in damages {
                let name = damage.key.map { String($0.prefix(CacheEntry.abbreviationLength)) } ?? "the database"
                try ResultStream.print("\(name): \(damage.problem)")
            }
        }
        guard damages.isEmpty else {
            throw FledgeError(
                .data, at: cache.path, damages.count.counted("damage was found", "damages were found"),
                advice: "remove the entries with fledge data remove; they are encoded again when they are needed")
        }
    }
}

struct DataExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes an entry's rows as JSON Lines: ids, segments, label and line.")

    @Argument(help: "Key of the entry, or its beginning.")
    var key: String
    @Option(name: .shortAndLong, help: "File to write (default: standard output).")
    var output: String?
    @OptionGroup(title: "Output options")
    var existing: OverwriteOption

    func run() throws {
        try existing.check(output)
        let cache = try DataCommand.cache()
        let entry = try cache.entry(key)
        guard entry.kind == .dataset else {
            throw FledgeError(
                .usage, at: cache.path, "the entry \(entry.shortKey) holds features, which have no ids",
                advice: "fledge features writes features")
        }
        let labels = try cache.labels(of: entry)
        let results = try ResultStream(path: output, overwrite: existing.overwrite)
        try cache.forEachRows(of: entry) { rows in
            for row in rows { try results.write(line: DataReport.Row(row, labels: labels).json) }
            return true
        }
        try results.finish()
    }
}

struct DataRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes entries, but not the files that they were made from.")

    @Argument(help: "Keys of the entries, or their beginnings.")
    var keys: [String] = []
    @Flag(help: "Remove all entries.")
    var all = false
    @Option(help: "Remove the entries that were not used for this time, such as 30m, 1d12h or 8w.")
    var olderThan: TimeSpan?

    func validate() throws {
        let ways = [!keys.isEmpty, all, olderThan != nil]
        guard ways.count(where: { $0 }) == 1 else {
            throw ValidationError("name the entries by their keys, by --all or by --older-than, in one of these ways.")
        }
    }

    func run() throws {
        let cache = try DataCommand.cache()
        var entries = try cache.entries()
        if !keys.isEmpty {
            let chosen = Set(try keys.map { try cache.entry($0).key })
            entries = entries.filter { chosen.contains($0.key) }
        } else if let olderThan {
            entries = entries.filter { -$0.lastUsed.timeIntervalSinceNow > olderThan.seconds }
        }
        try cache.remove(entries)
        let size = Figure.size(entries.reduce(0) { $0 + $1.byteCount })
        Console.say("removed \(entries.count.counted("entry", "entries")), \(size)")
    }
}
