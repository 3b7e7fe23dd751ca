package import InputOutput

extension LabelReading {
    /// The maximum number of distinct labels that are left out, since each of them requires another pass over the
    /// others.
    private static let mostBadLabels = 1000

    /// Reads the labels of a file, and leaves out those that do not suit the kind.
    ///
    /// - Returns: The reading, in which bad labels stand for nothing, and their errors, by index.
    /// - Throws: ``InputOutput/FledgeError`` for problems with the file or the settings as a whole, and if too many
    ///   labels are unusable.
    package static func leavingOutBadLabels(
        _ written: [WrittenLabel], kind: LabelKind, settings: LabelSettings = .automatic, areColumns: Bool = false,
        path: String
    ) throws -> (reading: LabelReading, faults: [Int: FledgeError]) {
        var kept = Array(written.indices)
        var faults: [Int: FledgeError] = [:]
        while true {
            do {
                let reading = try LabelReading(
                    kept.map { written[$0] }, kind: kind, settings: settings, areColumns: areColumns, path: path)
                var names = [[String]](repeating: [], count: written.count)
                for (index, found) in zip(kept, reading.names) { names[index] = found }
                return (LabelReading(reading, written: written, names: names), faults)
            } catch let error as FledgeError where error.category == .data && faults.count < mostBadLabels {
                guard let position = kept.firstIndex(where: { error.place == "\(path):\(written[$0].line)" }) else {
                    throw error
                }
                faults[kept.remove(at: position)] = error
            }
        }
    }
}
