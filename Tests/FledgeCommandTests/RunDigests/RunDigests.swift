import Foundation
import InputOutput
import Synchronization
import TestSupport

/// The recorded digests, by level, in `Tests/Fixtures/RunDigests/run-digests.json`.
struct RunDigests {
    /// The conditions under which the level was recorded.
    var conditions: String
    /// The digests by the name of the run and of its output.
    var digests: [String: String]

    private static let path = Fixtures.path("RunDigests/run-digests.json")

    /// True if `scripts/record-run-digests` asks to record instead of to compare.
    static let isRecording = ProcessInfo.processInfo.environment["RUN_DIGESTS_RECORD"] == "1"

    private static let levels = Mutex(read())

    private static func read() -> [String: RunDigests] {
        guard let levels = (try? JSONValue(contentsOf: path))?.objectValue else { return [:] }
        return levels.mapValues { level in
            RunDigests(
                conditions: level["conditions"]?.stringValue ?? "",
                digests: level["digests"]?.objectValue?.compactMapValues(\.stringValue) ?? [:])
        }
    }

    /// The key of an output.
    static func key(_ run: DigestedRun, _ output: String) -> String { "\(run.name): \(output)" }

    /// The digests of a level; `nil` if none are recorded.
    static func recorded(at level: RunLevel) -> RunDigests? { levels.withLock { $0[level.rawValue] } }

    /// Replaces the digests of a run, and writes the file without those of runs and outputs that no longer exist.
    static func record(_ digests: [String: String], at level: RunLevel) throws {
        let known = Set(DigestedRun.all.flatMap { run in run.outputs.map { key(run, $0) } })
        try levels.withLock { levels in
            var section = levels[level.rawValue] ?? RunDigests(conditions: "", digests: [:])
            section.conditions = level.conditions
            section.digests.merge(digests) { $1 }
            levels[level.rawValue] = section
            let value = JSONValue.object(
                levels.mapValues { section in
                    let digests = section.digests.filter { known.contains($0.key) }
                    return .object([
                        "conditions": .string(section.conditions),
                        "digests": .object(digests.mapValues(JSONValue.string)),
                    ])
                })
            try value.encoded(pretty: true).write(to: URL(fileURLWithPath: path), options: .atomic)
        }
    }
}
