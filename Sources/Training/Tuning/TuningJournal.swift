import InputOutput

/// The trials that were made, a line of JSON each, so that a search that was cut off goes on.
package struct TuningJournal {
    private let file: JournalFile
    package private(set) var trials: [TuningTrial]

    /// Reads what there is. A line that is not whole, or of another version, counts for nothing.
    package init(path: String) {
        file = JournalFile(path: path)
        trials = file.entries()
    }

    /// The trial of a fingerprint that was made before.
    func trial(of fingerprint: RunFingerprint) -> TuningTrial? { trials.last { $0.fingerprint == fingerprint } }

    /// Adds a trial and has it written for good.
    ///
    /// - Throws: `FledgeError` where it cannot be written.
    package mutating func add(_ trial: TuningTrial) throws {
        trials.append(trial)
        try file.append(trial)
    }
}
