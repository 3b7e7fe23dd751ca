public import Datasets
import InputOutput
package import Tokenization

/// A file of labelled rows and where its columns are.
public struct LabelledFile: Sendable {
    public var path: String
    /// How the rows are written; `nil` for what the file's extension says.
    public var format: FileFormat?
    public var columns: ColumnSelection

    public init(path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection()) {
        self.path = path
        self.format = format
        self.columns = columns
    }

    /// The rows with their token ids, from the cache where they are known.
    ///
    /// - Throws: `FledgeError` at the first row that is not in order.
    package func encoded(with tokenizer: Tokenizer, maximumLength: Int, cache: DatasetCache) throws -> EncodedDataset {
        try cache.dataset(
            path: path, format: format, columns: columns, requiresLabel: true,
            encodingFingerprint: Self.encodingFingerprint(tokenizer, maximumLength: maximumLength)
        ) { rows in
            try tokenizer.encodeBatch(
                rows.map(\.text), pairs: columns.pair.map { _ in rows.map(\.pair) },
                options: EncodingOptions(maximumLength: maximumLength))
        }
    }

    /// Everything that shapes the ids of a text.
    static func encodingFingerprint(_ tokenizer: Tokenizer, maximumLength: Int) -> String {
        "\(tokenizer.fingerprintDescription)\nmaximum length \(maximumLength)"
    }
}
