import InputOutput

/// What a row must have to be of use.
public struct RowRequirements: Sendable, Equatable {
    /// Whether there must be a label, unless a row may have several or none, and a text that is not blank.
    public var label: Bool
    /// Whether there must be a text that is not blank.
    public var text: Bool
    /// The number of bytes beyond which a cell, a JSON value, or a line of plain text is refused.
    public var longestCell: Int

    /// The number of bytes beyond which a cell is refused unless a reader is told otherwise: 1 MiB.
    public static let longestCell = 1 << 20

    /// - Parameter text: Whether there must be a text that is not blank; always so with `label`.
    public init(label: Bool, text: Bool = false, longestCell: Int = RowRequirements.longestCell) {
        self.label = label
        self.text = text || label
        self.longestCell = longestCell
    }

    func check(_ row: Row, hasSeveralLabels: Bool, at place: @autoclosure () -> String) throws {
        guard text else { return }
        guard !row.text.isBlank else {
            throw FledgeError(.data, at: place(), "the text is empty", advice: "remove the row")
        }
        guard !label || row.label != nil || hasSeveralLabels else {
            throw FledgeError(.data, at: place(), "the label is missing", advice: "label the row or remove it")
        }
    }
}
