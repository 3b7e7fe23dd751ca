import Foundation
import InputOutput

/// What became of a choice of settings on so many rows.
public struct TuningTrial: Sendable, Codable, Equatable {
    /// All that the trial depends on.
    let fingerprint: RunFingerprint
    /// The settings by the names of their options; those that are not named have their usual values.
    public let settings: [String: String]
    /// The number of rows that were learned from.
    public let rows: Int
    public let steps: Int
    /// The time of the whole trial.
    public let seconds: Double
    /// The measure that decides.
    public let measure: String
    /// The measures of the best epoch; none where the trial failed.
    public let measures: [String: Double]
    public let bestEpoch: Int?
    /// Why there are no measures.
    public let problem: String?

    /// The measure that decides; `nil` where the trial failed.
    public var score: Double? { measures[measure] }

    /// Whether this did better than another trial; of two that failed, neither did.
    func isBetter(than other: TuningTrial) -> Bool {
        guard let score else { return false }
        guard let otherScore = other.score else { return true }
        return MeasureName.isBetter(
            measure, (score, measures["loss"] ?? .infinity), than: (otherScore, other.measures["loss"] ?? .infinity))
    }
}

/// The trials that were made, a line of JSON each, so that a search that was cut off goes on.
package struct TuningJournal {
    private let path: String
    package private(set) var trials: [TuningTrial] = []

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Reads what there is. A line that is not whole, or of another version, counts for nothing.
    package init(path: String) {
        self.path = path
        let content = FileManager.default.contents(atPath: path) ?? Data()
        trials = content.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(TuningTrial.self, from: Data($0))
        }
    }

    /// The trial of a fingerprint that was made before.
    func trial(of fingerprint: RunFingerprint) -> TuningTrial? { trials.last { $0.fingerprint == fingerprint } }

    /// Adds a trial and has it written for good.
    ///
    /// - Throws: `FledgeError` where it cannot be written.
    package mutating func add(_ trial: TuningTrial) throws {
        trials.append(trial)
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: path, while: "opening the journal") }
        defer { close(descriptor) }
        // What a process left unfinished must not run into this line.
        var line: [UInt8] = try isEndless(descriptor) ? [UInt8(ascii: "\n")] : []
        line += try Self.encoder.encode(trial)
        line.append(UInt8(ascii: "\n"))
        try line.withUnsafeBytes { try DescriptorOutput.write($0, to: descriptor, path: path) }
        guard fsync(descriptor) == 0 else { throw FledgeError.system(errno, at: path, while: "writing the journal") }
    }

    /// Whether the last line has no end.
    private func isEndless(_ descriptor: Int32) throws -> Bool {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw FledgeError.system(errno, at: path, while: "reading the journal") }
        var last: UInt8 = 0
        return size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != UInt8(ascii: "\n")
    }
}
