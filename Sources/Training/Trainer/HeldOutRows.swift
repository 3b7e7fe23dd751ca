import Datasets
import InputOutput
import TaskHeads

/// Rows that are held out from training for validation, if there is no validation file.
package enum HeldOutRows {
    /// The indices of the held-out rows in ascending order: about the same share of each class, and at least one row of
    /// each class that has two.
    ///
    /// - Parameter classes: The class of each row; the same for all if there are no classes.
    package static func indices(classes: [String], share: Double, seed: UInt64) -> [Int] {
        let groups = Dictionary(grouping: classes.indices) { classes[$0] }
        return groups.sorted { $0.key < $1.key }.enumerated().flatMap { number, group -> ArraySlice<Int> in
            var members = group.value
            // A stream of random numbers that no epoch uses.
            var generator = SplitMix64(seed: seed, at: -6, number)
            generator.shuffle(&members)
            let count = members.count < 2 ? 0 : max(1, Int((share * Double(members.count)).rounded()))
            return members.prefix(count)
        }.sorted()
    }

    /// Removes rows for validation.
    ///
    /// - Returns: The rows that were removed.
    /// - Throws: `FledgeError` if there are too few rows.
    static func take<Row>(
        from rows: inout [Row], classes: [String], share: Double, seed: UInt64, path: String
    ) throws -> [Row] {
        let heldOut = Set(indices(classes: classes, share: share, seed: seed))
        guard !heldOut.isEmpty, heldOut.count < rows.count else {
            throw FledgeError(
                .data, at: path, "there are too few rows to hold some out", found: rows.count.counted("row"),
                advice: "name a validation file with --validation")
        }
        let all = rows.enumerated()
        rows = all.filter { !heldOut.contains($0.offset) }.map(\.element)
        return all.filter { heldOut.contains($0.offset) }.map(\.element)
    }
}

extension LabelledFile {
    /// The class of each row, if the task has classes; for entities, tells whether a text has one.
    ///
    /// - Throws: `FledgeError` at the first bad row.
    func classes(task: TextTask) throws -> [String] {
        if task == .entities { return try entityTexts().texts.map(\.classToHoldOut) }
        let reader = try RowReader(path: path, format: format, columns: columns(for: task), requiresLabel: true)
        reader.skipsBadRows = skipsBadRows
        reader.adviceForBadRows = RowReader.skippingAdvice
        var labels = WrittenLabel.Collector()
        while let row = try reader.next() { labels.add(row) }
        let (reading, faults) = try reading(of: labels.written, task: task)
        return labels.numbers.filter { number in number.map { faults[$0] == nil } ?? true }.map { number in
            task.hasClasses ? number.flatMap { reading.names[$0].first } ?? "" : ""
        }
    }
}

extension EncodedDataset {
    /// Removes rows for validation.
    ///
    /// - Returns: The rows that were removed.
    /// - Throws: `FledgeError` if there are too few rows.
    mutating func holdOut(share: Double, task: TextTask, seed: UInt64) throws -> EncodedDataset {
        let names = task.hasClasses ? try labels(task.labelKind).names : []
        let classes = rows.map { row in task.hasClasses ? row.label.flatMap { names[$0].first } ?? "" : "" }
        var others = self
        others.rows = try HeldOutRows.take(from: &rows, classes: classes, share: share, seed: seed, path: path)
        truncatedRowCount = rows.count { $0.truncatedTokenCount > 0 }
        others.truncatedRowCount = others.rows.count { $0.truncatedTokenCount > 0 }
        return others
    }
}

extension EntityText {
    fileprivate var classToHoldOut: String { entities.isEmpty ? "without entities" : "with entities" }
}

extension EntityTexts {
    /// Removes texts for validation.
    ///
    /// - Returns: The texts that were removed, without findings, which stay with the rest.
    /// - Throws: `FledgeError` if there are too few texts.
    mutating func holdOut(share: Double, seed: UInt64, path: String) throws -> EntityTexts {
        var others = texts
        let taken = try HeldOutRows.take(
            from: &others, classes: texts.map(\.classToHoldOut), share: share, seed: seed, path: path)
        self = EntityTexts(texts: others, scheme: scheme, findings: findings, reading: reading)
        return EntityTexts(texts: taken, scheme: scheme, findings: EntityFindings(), reading: reading)
    }
}

extension TextTask {
    /// Tells whether each row has one class.
    fileprivate var hasClasses: Bool { self == .singleLabel || self == .ordinal }
}
