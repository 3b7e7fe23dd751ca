/// Something that the user should know about a data file: content that was not read literally, was left out, or may not
/// mean what it seems to.
public struct DataFinding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of finding. The raw values are stable: programs may rely on them.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// The file is compressed.
        case compressed
        /// The file is encoded in UTF-16.
        case utf16 = "utf-16"
        /// A line other than the first begins with a byte order mark.
        case byteOrderMark = "byte-order-mark"
        /// Lines end in CR alone.
        case carriageReturns = "cr-line-ends"
        /// The first line names the delimiter, as Excel understands it.
        case delimiterLine = "sep-line"
        /// The columns of a CSV file are separated by something other than commas.
        case delimiter
        /// The first line was taken for the column names, although columns are given by number.
        case assumedHeader = "assumed-header"
        /// The first line was taken for data, as in the file that a model was trained on.
        case assumedNoHeader = "assumed-no-header"
        /// Labels are lists that a program wrote as text.
        case labelLists = "label-lists"
        /// Labels are lists of 0 and 1, one for each label.
        case labelMasks = "label-masks"
        /// Labels are lists of 0 and 1 that may be masks, but are read as the labels 0 and 1.
        case possibleMasks = "possible-label-masks"
        /// Classes are lists of 0 with a single 1.
        case oneHotLabels = "one-hot-labels"
        /// Labels have the prefix of fastText.
        case fastTextLabels = "fasttext-labels"
        /// Several labels are separated by something other than `|`.
        case labelSeparator = "label-separator"
        /// Labels may contain several labels with a separator between them.
        case possibleSeparator = "possible-label-separator"
        /// Labels look like objects, or lists of objects, that a program wrote as text.
        case labelObjects = "label-objects"
        /// Labels look like several labels, but the task assigns one to each row.
        case severalLabels = "several-labels"
        /// Labels are spellings of the same number or Boolean.
        case sameValue = "same-label-value"
        /// Labels differ only in capitalization or whitespace.
        case similarLabels = "similar-labels"
        /// A label looks like a missing value.
        case missingValues = "missing-value-labels"
        /// All labels are dates.
        case dates = "date-labels"
        /// Almost every row has a different label.
        case manyLabels = "many-labels"
        /// Numbers have a decimal comma.
        case decimalComma = "decimal-comma"
        /// A file of Hugging Face's datasets beside this one has names for the labels.
        case classLabelNames = "class-label-names"
        /// Labels are the indices of a model's classes.
        case classNumbers = "class-numbers"
        /// Labels are classes of a model in another spelling.
        case labelSpelling = "label-spelling"
        /// Labels do not match any of a model's classes.
        case unseenLabels = "unseen-labels"
        /// Names are given for labels that do not occur.
        case unusedLabelNames = "unused-label-names"
        /// A column that looks like a second text is not used.
        case unusedPair = "unused-pair"
        /// Rows that an annotator rejected or skipped are left out.
        case rejectedAnswers = "rejected-answers"
        /// Texts occur in another file as well.
        case sharedTexts = "shared-texts"
        /// Texts occur more than once in a file.
        case repeatedTexts = "repeated-texts"
        /// Equal texts have different labels.
        case contradictoryLabels = "contradictory-labels"
        /// The header is repeated within the file.
        case repeatedHeader = "repeated-header"
        /// Rows of a table have nothing in any cell.
        case emptyRows = "empty-rows"
        /// Lines have different numbers of trailing empty columns.
        case trailingSeparators = "trailing-separators"
        /// Quotes enclose the cells of a TSV file.
        case quotedTSV = "quoted-tsv"
        /// Cells of a TSV file are in quotes, which may or may not belong to the text.
        case possibleQuotes = "possible-quotes"
        /// Spaces stand between delimiters and quotes.
        case blanksAroundQuotes = "blanks-around-quotes"
        /// The file is one JSON array instead of one object per line.
        case jsonArray = "json-array"
        /// The JSON objects of the file span lines.
        case jsonObjects = "json-objects"
        /// A JSON string has half of a surrogate pair.
        case loneSurrogate = "lone-surrogate"
        /// Unusable rows were left out.
        case badRow = "bad-row"
        /// One of several files has no rows.
        case noRows = "no-rows"

        /// Tells whether the finding may indicate a problem with the data; otherwise it is for information only.
        public var isWarning: Bool {
            switch self {
            case .labelLists, .labelMasks, .oneHotLabels, .fastTextLabels, .labelSeparator, .decimalComma: false
            case .classLabelNames, .classNumbers, .labelSpelling, .rejectedAnswers, .repeatedTexts: false
            case .labelObjects, .possibleMasks, .possibleSeparator, .severalLabels, .sameValue, .similarLabels,
                .missingValues, .dates,
                .manyLabels, .unseenLabels, .unusedLabelNames, .unusedPair, .sharedTexts, .contradictoryLabels:
                true
            case .compressed, .utf16, .byteOrderMark, .carriageReturns, .delimiterLine, .delimiter, .assumedHeader,
                .assumedNoHeader, .emptyRows,
                .trailingSeparators, .quotedTSV, .blanksAroundQuotes, .jsonArray, .jsonObjects:
                false
            case .repeatedHeader, .possibleQuotes, .loneSurrogate, .badRow, .noRows: true
            }
        }
    }

    /// The kind of finding.
    public var code: Code
    /// The file, as the user named it.
    public var file: String
    /// The line of the first occurrence, from 1; `nil` if the finding concerns the file as a whole.
    public var line: Int?
    /// The number of occurrences; 1 if the finding concerns the file as a whole.
    public var count: Int
    /// The finding and its treatment, without a full stop and without file, line and count.
    public var sentence: String

    public init(_ code: Code, file: String, line: Int? = nil, count: Int = 1, _ sentence: String) {
        self.code = code
        self.file = file
        self.line = line
        self.count = count
        self.sentence = sentence
    }

    /// The finding in one line: file, line, sentence and, if there are several occurrences, their number.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return count > 1 ? "\(place): \(sentence) (\(count) times)" : "\(place): \(sentence)"
    }
}
