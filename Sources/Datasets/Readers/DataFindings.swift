/// The findings about one file; each kind of sentence occurs once, with its number of occurrences.
public struct DataFindings: Sendable, Equatable {
    /// The file, as the user named it.
    public let file: String
    /// The findings in order of first occurrence.
    public private(set) var all: [DataFinding] = []

    public init(file: String) { self.file = file }

    /// Records a finding. One with the same code and sentence as an earlier one increases its count.
    ///
    /// - Parameter line: The line of the occurrence, from 1; `nil` if it concerns the file as a whole.
    public mutating func add(_ code: DataFinding.Code, line: Int? = nil, _ sentence: String) {
        if let index = all.firstIndex(where: { $0.code == code && $0.sentence == sentence }) {
            if line != nil { all[index].count += 1 }
        } else {
            all.append(DataFinding(code, file: file, line: line, sentence))
        }
    }

    /// Removes the findings of a kind that have turned out to be wrong.
    mutating func remove(_ code: DataFinding.Code) { all.removeAll { $0.code == code } }
}
