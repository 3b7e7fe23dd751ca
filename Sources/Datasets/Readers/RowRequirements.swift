import InputOutput

/// The requirements for a usable row.
public struct RowRequirements: Sendable, Equatable {
    /// Requires a text that is not blank and a label, unless a row may have several labels or none.
    public var label: Bool
    /// Requires a text that is not blank.
    public var text: Bool
    /// The maximum number of bytes of a cell, a JSON value, or a line of plain text.
    public var longestCell: Int

    /// The default maximum number of bytes of a cell: 1 MiB.
    public static let longestCell = 1 << 20

    /// - Parameter text: Requires a text that is not blank; implied by `label`.
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
