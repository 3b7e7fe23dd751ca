/// One row of a dataset, ready for the encoder.
public struct EncodedRow: Sendable, Equatable {
    /// The tokens' ids, including special tokens.
    public var ids: [Int32]
    /// The tokens' segments, 0 or 1; `nil` if all are 0.
    public var typeIDs: [Int32]?
    /// The label as an index into the dataset's ``EncodedDataset/labelNames``; `nil` without a label.
    public var label: Int?
    /// The line of the file where the row begins, from 1.
    public var line: Int
    /// The number of tokens that were truncated to reach the maximum length.
    public var truncatedTokenCount: Int

    public init(ids: [Int32], typeIDs: [Int32]? = nil, label: Int?, line: Int, truncatedTokenCount: Int = 0) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.label = label
        self.line = line
        self.truncatedTokenCount = truncatedTokenCount
    }
}

/// The rows of a file, ready for the encoder.
public struct EncodedDataset: Sendable, Equatable {
    /// The rows in file order.
    public var rows: [EncodedRow]
    /// The labels that occur in the file, in the order of ``LabelSet/init(sorting:)``.
    public var labelNames: [String]
    /// The number of rows that were truncated to the maximum length.
    public var truncatedRowCount: Int
    /// The path of the file.
    public var path: String
    /// The SHA-256 of the file's bytes, in hexadecimal.
    public var sha256: String
    /// Tells whether the rows come from the cache.
    public var fromCache: Bool
    /// The findings about the file.
    public var findings: [DataFinding]
    /// The classes or labels that ``labelNames`` stand for; `nil` if they have not been read yet.
    public var reading: LabelReading?
    /// The columns that were read; `nil` if they have not been described yet.
    public var description: DataDescription?
    /// The rows that were left out because they are unusable.
    public var badRows: [RejectedRow]

    public init(
        rows: [EncodedRow], labelNames: [String], truncatedRowCount: Int, path: String, sha256: String, fromCache: Bool,
        findings: [DataFinding] = [], badRows: [RejectedRow] = []
    ) {
        self.rows = rows
        self.labelNames = labelNames
        self.truncatedRowCount = truncatedRowCount
        self.path = path
        self.sha256 = sha256
        self.fromCache = fromCache
        self.findings = findings
        self.badRows = badRows
    }
}
