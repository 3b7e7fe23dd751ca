import InputOutput

/// The completed trials, one line of JSON each, so that an interrupted search can be resumed.
package struct TuningJournal {
    private let file: JournalFile
    package private(set) var trials: [TuningTrial]

    /// Reads the existing journal. Incomplete lines and lines of another version are ignored.
    package init(path: String) {
        file = JournalFile(path: path)
        trials = file.entries()
    }

    /// The earlier trial with a fingerprint.
    func trial(of fingerprint: RunFingerprint) -> TuningTrial? { trials.last { $0.fingerprint == fingerprint } }

    /// Adds a trial and writes it durably.
    ///
    /// - Throws: `FledgeError` if it cannot be written.
    package mutating func add(_ trial: TuningTrial) throws {
        trials.append(trial)
        try file.append(trial)
    }
}
