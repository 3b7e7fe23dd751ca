import Checkpoints
package import DatasetCaching
public import Datasets
import InputOutput
package import TaskHeads
package import Tokenization

/// A file of labelled rows with its columns.
public struct LabelledFile: Sendable {
    public var path: String
    /// The format of the rows; `nil` for the one that the file's extension implies.
    public var format: FileFormat?
    public var columns: ColumnSelection
    /// The interpretation of labels.
    public var labels = LabelSettings.automatic
    /// The order of a model's named ordinal classes, for files whose labels are not numbers.
    var orderOfModel: [String] = []
    /// Leaves out unusable rows instead of failing.
    public var skipsBadRows = false
    /// The settings for reading a file with entities, if that is the task; ``path`` replaces its path.
    public var entities: EntityFile

    public init(path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection()) {
        self.path = path
        self.format = format
        self.columns = columns
        entities = EntityFile(path: path)
    }

    /// Identifies the way the file is read.
    var reading: String {
        var entities = entities
        entities.path = ""
        let labels = labels == .automatic ? "" : " \(labels.described)"
        let badRows = skipsBadRows ? " without bad rows" : ""
        return "\(format.map(\.rawValue) ?? "by name") \(columns) \(entities)\(labels)\(badRows)"
    }

    /// The rows with their token ids, from the cache if they are known.
    ///
    /// - Parameter requiresLabel: Requires a label and a text that is not blank in each row.
    /// - Throws: `FledgeError` at the first bad row, unless such rows are left out.
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
        description.add(reading, kind: task.labelKind)
        dataset.description = description
        findings += [description.pairFinding, description.classLabelFinding(reading, labels)].compactMap(\.self)
        dataset.findings += findings
        cache.add(findings: findings)
        return dataset
    }

    /// The classes or labels that the labels of the file stand for, and the problems of labels that are left out, by
    /// index.
    ///
    /// - Throws: `FledgeError` if labels do not suit the task, unless such rows are left out.
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

    /// The same file, with the class order of the model that is trained, if it is an ordinal one.
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

    /// The texts of the rows that begin at the given lines; the texts of a pair are joined by a slash.
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

    /// The same file, with the columns that a model was trained on unless others are named.
    ///
    /// - Returns: The file, and a finding about its missing header line, if any.
    func withColumns(of trained: TrainedColumns?) -> (LabelledFile, DataFinding?) {
        guard let trained else { return (self, nil) }
        var file = self
        // A column that is found anyway is left unnamed, so that rows that are already cached are still found.
        let found = (try? trainedColumns())?.text
        file.columns.adopt(text: found == trained.text ? nil : trained.text, pair: trained.pair)
        guard !trained.hasHeader else { return (file, nil) }
        let finding = file.columns.adoptMissingHeader(label: trained.label, path: path, format: format)
        return (file, finding)
    }

    /// The names of the columns with the first and the second text, or all numbers for a table without a header line.
    ///
    /// - Throws: `FledgeError` if the file cannot be read.
    func trainedColumns() throws -> TrainedColumns {
        let reader = try RowReader(path: path, format: format, columns: columns, requiresLabel: false)
        var trained = TrainedColumns(text: try reader.textColumn(), pair: columns.pair)
        if columns.hasHeader == false, [.tsv, .csv].contains(reader.format) {
            (trained.label, trained.hasHeader) = (columns.label, false)
        }
        return trained
    }

    /// Checks that label columns are only given if a text may have several labels.
    ///
    /// - Throws: `FledgeError` with category `usage` for another task.
    package func requireLabelColumns(suit task: TextTask) throws {
        guard columns.labelColumns.isEmpty || task == .multiLabel else {
            throw FledgeError(
                .usage, at: path, "a column for each label means that a text may have several",
                expected: "the task \(TextTask.multiLabel.rawValue)", found: task.rawValue)
        }
    }

    /// The columns, adapted to the task.
    func columns(for task: TextTask) -> ColumnSelection {
        var columns = columns
        if task == .multiLabel { columns.hasSeveralLabels = true }
        return columns
    }
}

extension EncodedDataset {
    /// Leaves out the rows whose labels cannot be used.
    ///
    /// - Parameter faults: The problems of labels, by index.
    /// - Returns: A finding; `nil` if there is no such row.
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
