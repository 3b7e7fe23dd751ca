/// What the labels of a file stand for.
public enum LabelKind: String, Sendable, Codable, CaseIterable {
    /// One class for each row.
    case single
    /// Any number of labels for each row.
    case several
    /// A number for each row.
    case number
    /// One class for each row, where classes have an order.
    case ordinal

    /// Whether each row has one class.
    public var hasClasses: Bool { self == .single || self == .ordinal }
}
