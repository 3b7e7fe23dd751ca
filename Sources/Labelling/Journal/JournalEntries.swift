/// The identity of a labelling run: the first line of its journal.
struct JournalIdentity: Codable, Equatable {
    /// The version of the journal; it changes when its meaning does.
    var version = 1
    let inputs: [InputFile]
    /// All other settings that shape the output, by name.
    let settings: [String: String]

    /// Describes in words how an earlier run differs.
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
            // Hashes mean nothing to people.
            found.append(
                name.hasPrefix("model")
                    ? "\(name): a different one"
                    : "\(name): \(other.settings[name] ?? "not set"), now \(settings[name] ?? "not set")")
        }
        return found
    }
}

/// The progress of a labelling run: each further line of its journal.
struct JournalCommit: Codable, Equatable {
    /// The number of rows read, by outcome.
    var counts = LabellingCounts()
    /// The SHA-256 of the rows that have been read.
    var inputDigest = ""
    /// The length of the output, or the number of the last row in a database.
    var output = 0
    /// The length of the file of rejected rows.
    var rejects = 0
    /// Tells whether all rows are written and only files remain to be renamed.
    var isComplete = false
}
