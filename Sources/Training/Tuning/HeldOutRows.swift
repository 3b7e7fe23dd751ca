import Datasets
import Foundation
import InputOutput
package import TaskHeads

/// The rows of a file, and a part of them kept from training to judge it by.
package struct HeldOutRows {
    /// The rows as they were read; of several labels, with bars between them.
    private let rows: [Row]
    private let hasPairs: Bool
    private let isStratified: Bool

    /// The number of rows in the file.
    package var count: Int { rows.count }

    /// - Throws: `FledgeError` at the first row that is not in order.
    package init(_ file: LabelledFile, task: SequenceTask) throws {
        var columns = file.columns
        if task == .multiLabel { columns.hasSeveralLabels = true }
        let reader = try RowReader(path: file.path, format: file.format, columns: columns, requiresLabel: true)
        var rows: [Row] = []
        while let row = try reader.next() { rows.append(row) }
        self.rows = rows
        hasPairs = columns.pair != nil
        isStratified = task == .singleLabel || task == .ordinal
    }

    /// The indices of the rows that are held out, in their order: of each class about the same share, and at least one of
    /// each class that has two rows.
    package func heldOut(share: Double, seed: UInt64) -> [Int] {
        let groups = Dictionary(grouping: rows.indices) { isStratified ? rows[$0].label ?? "" : "" }
        return groups.sorted { $0.key < $1.key }.enumerated().flatMap { number, group -> ArraySlice<Int> in
            var members = group.value
            // A place that no epoch has.
            var generator = SplitMix64(seed: seed, at: -6, number)
            generator.shuffle(&members)
            let count = members.count < 2 ? 0 : max(1, Int((share * Double(members.count)).rounded()))
            return members.prefix(count)
        }.sorted()
    }

    /// Writes the rows to learn from and those to judge by into a directory.
    ///
    /// Each row stays on the line that it has in its file, so that messages point there.
    ///
    /// - Throws: `FledgeError` where nothing can be held out, or a file cannot be written.
    package func split(
        share: Double, seed: UInt64, into directory: String, named path: String
    ) throws -> (training: LabelledFile, validation: LabelledFile, heldOutCount: Int) {
        let heldOut = Set(heldOut(share: share, seed: seed))
        guard !heldOut.isEmpty, heldOut.count < rows.count else {
            throw FledgeError(
                .data, at: path, "there are too few rows to hold some out", found: "\(rows.count) rows",
                advice: "name a file to judge by with --validation")
        }
        func file(_ name: String, where isIncluded: (Int) -> Bool) throws -> LabelledFile {
            let place = directory.path(of: name)
            try write(rows.indices.filter(isIncluded), to: place)
            return LabelledFile(
                path: place, format: .jsonLines,
                columns: ColumnSelection(text: "text", pair: hasPairs ? "pair" : nil, label: "label"))
        }
        return (
            try file("training.jsonl") { !heldOut.contains($0) }, try file("validation.jsonl", where: heldOut.contains),
            heldOut.count
        )
    }

    private struct Line: Encodable {
        let text: String, pair: String?, label: String
    }

    private func write(_ indices: [Int], to path: String) throws {
        let file = try AtomicFile(path: path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = 1
        var content: [UInt8] = []
        for index in indices {
            let row = rows[index]
            content += [UInt8](repeating: UInt8(ascii: "\n"), count: max(0, row.line - line))
            line = max(line, row.line)
            content += try encoder.encode(
                Line(text: row.text, pair: hasPairs ? row.pair ?? "" : nil, label: row.label ?? ""))
            content.append(UInt8(ascii: "\n"))
            line += 1
        }
        try file.write(content)
        try file.commit()
    }
}
