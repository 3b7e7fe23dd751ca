import Checkpoints
public import Datasets
import InputOutput
package import TaskHeads
package import Tokenization

/// A file of labelled rows and where its columns are.
public struct LabelledFile: Sendable {
    public var path: String
    /// How the rows are written; `nil` for what the file's extension says.
    public var format: FileFormat?
    public var columns: ColumnSelection
    /// How labels are written.
    public var labels = LabelSettings.automatic
    /// The order of a model's ordinal classes that have names, for files whose labels are no numbers.
    var orderOfModel: [String] = []
    /// Whether rows that cannot be used are left out instead of ending in an error.
    public var skipsBadRows = false
    /// How a file with entities is read, where that is the task; its path is ``path``.
    public var entities: EntityFile

    public init(path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection()) {
        self.path = path
        self.format = format
        self.columns = columns
        entities = EntityFile(path: path)
    }

    /// What tells the way the file is read from other ways.
    var reading: String {
        var entities = entities
        entities.path = ""
        let labels = labels == .automatic ? "" : " \(labels.described)"
        let badRows = skipsBadRows ? " without bad rows" : ""
        return "\(format.map(\.rawValue) ?? "by name") \(columns) \(entities)\(labels)\(badRows)"
    }

    /// The rows with their token ids, from the cache where they are known.
    ///
    /// - Parameter requiresLabel: Whether each row must have a label and a text that is not blank.
    /// - Throws: `FledgeError` at the first row that is not in order, unless such rows are left out.
    package func encoded(
        with tokenizer: Tokenizer, maximumLength: Int, task: TextTask, requiresLabel: Bool = true, cache: DatasetCache
    ) throws -> EncodedDataset {
        var dataset = try cache.dataset(
            path: path, format: format, columns: columns(for: task), requiresLabel: requiresLabel,
            skipsBadRows: skipsBadRows,
            encodingFingerprint: "\(tokenizer.fingerprintDescription)\nmaximum length \(maximumLength)"
        ) { rows in
            let encodings = try tokenizer.encodeBatch(
                rows.map(\.text), pairs: columns.pair.map { _ in rows.map(\.pair) },
                options: EncodingOptions(maximumLength: maximumLength))
            try Encoding.requireTokens(in: encodings)
            return encodings
        }
        guard requiresLabel else { return dataset }
        let (reading, faults) = try reading(of: dataset.writtenLabels, task: task)
        dataset.reading = reading
        var findings = reading.findings
        if let finding = dataset.leaveOut(faults) { findings.append(finding) }
        var description = try DataDescription(path: path, format: format, columns: columns(for: task))
        description.classCount = task == .regression ? nil : reading.classes.count
        dataset.description = description
        findings += [description.pairFinding].compactMap(\.self)
        dataset.findings += findings
        cache.add(findings: findings)
        return dataset
    }

    /// The classes or labels that the labels of the file stand for, and what is wrong with labels that are left out, by
    /// their index.
    ///
    /// - Throws: `FledgeError` where labels do not suit the task, unless such rows are left out.
    func reading(
        of written: [WrittenLabel], task: TextTask
    ) throws -> (reading: LabelReading, faults: [Int: FledgeError]) {
        let areColumns = !columns.labelColumns.isEmpty
        var labels = labels
        if task == .ordinal, labels.order.isEmpty, written.contains(where: { Double($0.text) == nil }) {
            labels.order = orderOfModel
        }
        guard skipsBadRows else {
            let reading = try LabelReading(
                written, kind: task.labelKind, settings: labels, areColumns: areColumns, path: path)
            return (reading, [:])
        }
        return try LabelReading.leavingOutBadLabels(
            written, kind: task.labelKind, settings: labels, areColumns: areColumns, path: path)
    }

    /// The same file, with the order of the classes of the model that learns from it, if it is an ordinal one.
    func withOrder(ofModel directory: String) -> LabelledFile {
        guard let configuration = try? ModelConfiguration(directory: directory),
            let names = try? configuration.classifierLabels,
            let settings = try? ClassifierSettings(configuration, labelCount: names.count), settings.task == .ordinal,
            names.contains(where: { Double($0) == nil })
        else { return self }
        var file = self
        file.orderOfModel = names
        return file
    }

    /// The texts of the rows that begin at some lines; of pairs, both with a slash between them.
    func texts(atLines lines: Set<Int>) throws -> [Int: String] {
        guard let last = lines.max() else { return [:] }
        let reader = try RowReader(path: path, format: format, columns: columns, requiresLabel: false)
        reader.skipsBadRows = skipsBadRows
        var texts: [Int: String] = [:]
        while let row = try reader.next(), row.line <= last {
            guard lines.contains(row.line) else { continue }
            texts[row.line] = [row.text, row.pair].compactMap(\.self).joined(separator: " / ")
        }
        return texts
    }

    /// The same file, with the columns that a model was trained on wherever no others are named.
    func withColumns(of trained: TrainedColumns?) -> LabelledFile {
        guard let trained else { return self }
        var file = self
        // What is found anyway needs no name, so that rows that are cached already still count.
        let found = (try? trainedColumns())?.text
        file.columns.adopt(text: found == trained.text ? nil : trained.text, pair: trained.pair)
        return file
    }

    /// The names of the columns that hold the text and the second one; without a header line, none of the text.
    ///
    /// - Throws: `FledgeError` if the file cannot be read.
    func trainedColumns() throws -> TrainedColumns {
        let reader = try RowReader(path: path, format: format, columns: columns, requiresLabel: false)
        return TrainedColumns(text: try reader.textColumn(), pair: columns.pair)
    }

    /// Makes sure that columns for labels are only given where a text may have several.
    ///
    /// - Throws: `FledgeError` with category `usage` for another task.
    package func requireLabelColumns(suit task: TextTask) throws {
        guard columns.labelColumns.isEmpty || task == .multiLabel else {
            throw FledgeError(
                .usage, at: path, "a column for each label means that a text may have several",
                expected: "the task \(TextTask.multiLabel.rawValue)", found: task.rawValue)
        }
    }

    /// Where the columns are, given what their labels are for.
    func columns(for task: TextTask) -> ColumnSelection {
        var columns = columns
        if task == .multiLabel { columns.hasSeveralLabels = true }
        return columns
    }
}

extension EncodedDataset {
    /// Leaves out the rows whose labels cannot be used.
    ///
    /// - Parameter faults: What is wrong with labels, by their index.
    /// - Returns: What is to be said of it; `nil` where there is no such row.
    fileprivate mutating func leaveOut(_ faults: [Int: FledgeError]) -> DataFinding? {
        let bad = rows.filter { row in row.label.map { faults[$0] != nil } ?? false }
        guard let first = bad.first, let fault = first.label.flatMap({ faults[$0] }) else { return nil }
        rows.removeAll { row in row.label.map { faults[$0] != nil } ?? false }
        truncatedRowCount = rows.count { $0.truncatedTokenCount > 0 }
        return DataFinding(
            .badRow, file: path, line: first.line, count: bad.count,
            "a row whose label cannot be used is left out: \(fault.problem)")
    }
}
