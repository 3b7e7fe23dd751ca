/// Something a user should know about a data file: content that was read differently from how it stands there, was left
/// out, or may not mean what it seems to.
public struct DataFinding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of finding. The raw values are stable: programs may rely on them.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// The file is compressed.
        case compressed
        /// The file is encoded in UTF-16.
        case utf16 = "utf-16"
        /// A byte order mark stands at the beginning of a line other than the first.
        case byteOrderMark = "byte-order-mark"
        /// Lines end in CR alone.
        case carriageReturns = "cr-line-ends"
        /// The first line names the delimiter, as Excel understands it.
        case delimiterLine = "sep-line"
        /// The columns of a CSV file are separated by something other than commas.
        case delimiter
        /// The first line was taken for the names of the columns, although columns are given by number.
        case assumedHeader = "assumed-header"
        /// Labels are lists that a program wrote as text.
        case labelLists = "label-lists"
        /// Labels are lists of 0 and 1, one for each label.
        case labelMasks = "label-masks"
        /// Labels are lists of 0 and 1 that may be masks, but are read as the labels 0 and 1.
        case possibleMasks = "possible-label-masks"
        /// Classes are lists of 0 with a single 1.
        case oneHotLabels = "one-hot-labels"
        /// Labels have the prefix of fastText's files.
        case fastTextLabels = "fasttext-labels"
        /// Several labels are separated by something other than `|`.
        case labelSeparator = "label-separator"
        /// Labels may be several with a separator between them.
        case possibleSeparator = "possible-label-separator"
        /// Labels look like several, but the task gives each row one.
        case severalLabels = "several-labels"
        /// Labels are spellings of the same number or boolean.
        case sameValue = "same-label-value"
        /// Labels differ only in capitals or white space.
        case similarLabels = "similar-labels"
        /// A label looks like a missing value.
        case missingValues = "missing-value-labels"
        /// All labels are dates.
        case dates = "date-labels"
        /// Almost every row has a label of its own.
        case manyLabels = "many-labels"
        /// Numbers have a decimal comma.
        case decimalComma = "decimal-comma"
        /// Labels are the indices of a model's classes.
        case classNumbers = "class-numbers"
        /// Labels are classes of a model in another spelling.
        case labelSpelling = "label-spelling"
        /// Labels are not among a model's classes.
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
        /// Lines have a different number of empty columns at their end.
        case trailingSeparators = "trailing-separators"
        /// Quotes enclose the cells of a TSV file.
        case quotedTSV = "quoted-tsv"
        /// Cells of a TSV file are in quotes, which may or may not belong to the text.
        case possibleQuotes = "possible-quotes"
        /// Blanks stand between delimiters and quotes.
        case blanksAroundQuotes = "blanks-around-quotes"
        /// The file is one JSON array instead of one object per line.
        case jsonArray = "json-array"
        /// The JSON objects of the file span lines.
        case jsonObjects = "json-objects"
        /// A JSON string has half of a surrogate pair.
        case loneSurrogate = "lone-surrogate"
        /// Rows that cannot be used were left out.
        case badRow = "bad-row"
        /// One of several files has no rows.
        case noRows = "no-rows"

        /// Whether the finding may mean that something is wrong with the data; otherwise it is for information only.
        public var isWarning: Bool {
            switch self {
            case .labelLists, .labelMasks, .oneHotLabels, .fastTextLabels, .labelSeparator, .decimalComma: false
            case .classNumbers, .labelSpelling, .rejectedAnswers, .repeatedTexts: false
            case .possibleMasks, .possibleSeparator, .severalLabels, .sameValue, .similarLabels, .missingValues, .dates,
                .manyLabels, .unseenLabels, .unusedLabelNames, .unusedPair, .sharedTexts, .contradictoryLabels:
                true
            case .compressed, .utf16, .byteOrderMark, .carriageReturns, .delimiterLine, .delimiter, .assumedHeader,
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
    /// The line where it was first seen, from 1; `nil` if it concerns the file as a whole.
    public var line: Int?
    /// How many times it was seen; 1 if it concerns the file as a whole.
    public var count: Int
    /// What was found and what Fledge does about it, without a full stop and without file, line and count.
    public var sentence: String

    public init(_ code: Code, file: String, line: Int? = nil, count: Int = 1, _ sentence: String) {
        self.code = code
        self.file = file
        self.line = line
        self.count = count
        self.sentence = sentence
    }

    /// The finding in one line: file, line, sentence and, if it was seen more than once, how many times.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return count > 1 ? "\(place): \(sentence) (\(count) times)" : "\(place): \(sentence)"
    }
}
