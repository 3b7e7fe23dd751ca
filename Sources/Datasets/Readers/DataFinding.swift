/// Something a user should know about a data file: content that was read differently from how it stands there, was left
/// out, or may not mean what it seems to.
public struct DataFinding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of finding. The raw values are stable: programs may rely on them.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// The file is compressed.
        case compressed
        /// The file is encoded in UTF-16.
        case utf16 = "utf-16"
        /// The columns of a CSV file are separated by something other than commas.
        case delimiter
        /// The first line was taken for the names of the columns, although columns are given by number.
        case assumedHeader = "assumed-header"

        /// Whether the finding may mean that something is wrong with the data; otherwise it is for information only.
        public var isWarning: Bool {
            switch self {
            case .compressed, .utf16, .delimiter, .assumedHeader: false
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
