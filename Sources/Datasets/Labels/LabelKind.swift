/// The kind of labels in a file.
public enum LabelKind: String, Sendable, Codable, CaseIterable {
    /// One class per row.
    case single
    /// Any number of labels per row.
    case several
    /// A number per row.
    case number
    /// One class per row, with ordered classes.
    case ordinal

    /// Tells whether each row has one class.
    public var hasClasses: Bool { self == .single || self == .ordinal }
}
