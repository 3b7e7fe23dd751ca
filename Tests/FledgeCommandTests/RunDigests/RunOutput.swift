import Foundation
import Hashing
import InputOutput
import SQLite

/// A file that a run wrote, reduced to what must stay the same.
struct RunOutput {
    /// Members of JSON files that differ from run to run or say nothing about results, in objects at any depth.
    static let ignoredMembers: Set<String> = [
        // Times and memory.
        "seconds", "trial_seconds", "training_seconds", "examples_per_second", "tokens_per_second", "texts_per_second",
        "seconds_per_thousand_texts", "cost_per_thousand_texts", "peak_resident_bytes", "megabytes_per_second",
        // The version of Fledge or of a file's layout.
        "version",
        // A description of the options for reading, from which a change of them is recognized: names of Swift types.
        "reading of the data",
    ]

    /// The content that is digested: JSON as one line per value, safetensors as one line per tensor, SQLite as one line
    /// per row, and any other file as it is.
    let content: Data

    init(path: String) throws {
        switch URL(fileURLWithPath: path).pathExtension {
        case "json": content = Data(try Self.lines(JSONValue(contentsOf: path), at: "").joined(separator: "\n").utf8)
        case "safetensors": content = Data(try Self.tensors(path).joined(separator: "\n").utf8)
        case "sqlite": content = Data(try Self.rows(path).joined(separator: "\n").utf8)
        default: content = try Data(contentsOf: URL(fileURLWithPath: path))
        }
    }

    /// The SHA-256 of the content, in hexadecimal.
    var digest: String { Self.digest(content) }

    private static func digest(_ data: Data) -> String {
        var hash = IncrementalHash(.sha256)
        hash.update(data)
        let digits = Array("0123456789abcdef")
        return String(hash.digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func lines(_ value: JSONValue, at place: String) -> [String] {
        switch value {
        case .null: ["\(place) null"]
        case .bool(let value): ["\(place) \(value)"]
        case .integer(let value): ["\(place) \(value)"]
        case .number(let value): ["\(place) \(Int(exactly: value).map(String.init) ?? "\(value)")"]
        case .string(let value): ["\(place) “\(value)”"]
        case .array(let values):
            ["\(place) \(values.count)"] + values.enumerated().flatMap { lines($1, at: "\(place)/\($0)") }
        case .object(let members):
            members.sorted { $0.key < $1.key }.filter { !ignoredMembers.contains($0.key) }
                .flatMap { lines($1, at: "\(place)/\($0)") }
        }
    }

    private static func tensors(_ path: String) throws -> [String] {
        let file = try SafetensorsContent(path: path)
        return file.tensors.sorted { $0.key < $1.key }.map { name, tensor in
            "\(name) \(tensor.type) \(tensor.shape) \(digest(tensor.bytes))"
        }
    }

    private static func rows(_ path: String) throws -> [String] {
        let database = try DatabaseQueue(path: path)
        let rows = try database.read { try SQLRow.fetchAll($0, sql: "SELECT * FROM labelled ORDER BY row") }
        return [rows.first?.columnNames.joined(separator: "|") ?? ""]
            + rows.map { row in
                row.values.map {
                    switch $0 {
                    case .null: "null"
                    case .integer(let value): "\(value)"
                    case .real(let value): "\(value)"
                    case .text(let value): "“\(value)”"
                    case .blob(let value): digest(value)
                    }
                }.joined(separator: "|")
            }
    }
}
