package import InputOutput

extension LabelReading {
    /// The number of different labels that are left out at most, since each of them costs another look at the others.
    private static let mostBadLabels = 1000

    /// Reads the labels of a file, and leaves out those that have no place in the kind.
    ///
    /// - Returns: The reading, in which such labels stand for nothing, and what is wrong with them, by their index.
    /// - Throws: ``InputOutput/FledgeError`` for what is wrong with the file or the settings as a whole, and where very
    ///   many labels cannot be used.
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
