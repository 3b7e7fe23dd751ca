/// What a labelling run is: the first line of its journal.
struct JournalIdentity: Codable, Equatable {
    /// Changes where the meaning of a journal does.
    var version = 1
    let inputs: [InputFile]
    /// All else that shapes the output, by name.
    let settings: [String: String]

    /// What an earlier run had otherwise, in words.
    func differences(from other: JournalIdentity) -> [String] {
        var found: [String] = []
        if version != other.version { found.append("the journal's format") }
        if inputs.count != other.inputs.count {
            found.append("the inputs: \(other.inputs.count) files, now \(inputs.count)")
        } else {
            for (now, before) in zip(inputs, other.inputs) { found += now.differences(from: before) }
        }
        for name in Set(settings.keys).union(other.settings.keys).sorted() where settings[name] != other.settings[name]
        {
            // Hashes say nothing to people.
            found.append(
                name.hasPrefix("model")
                    ? "\(name): another one"
                    : "\(name): \(other.settings[name] ?? "not set"), now \(settings[name] ?? "not set")")
        }
        return found
    }
}

/// How far a labelling run is: each further line of its journal.
struct JournalCommit: Codable, Equatable {
    /// How many rows were read, and what became of them.
    var counts = LabellingCounts()
    /// The SHA-256 of the rows that were read.
    var inputDigest = ""
    /// The length of the output, or the number of the last row in a database.
    var output = 0
    /// The length of the file of rejected rows.
    var rejects = 0
    /// Whether all rows are there, and only names have to be put right.
    var isComplete = false
}
