/// The kinds of predictions that a model makes about a text.
public enum TextTask: String, Sendable, Codable, CaseIterable {
    /// One of several classes.
    case singleLabel = "single-label"
    /// Any number of labels, independent of each other.
    case multiLabel = "multi-label"
    /// A number.
    case regression
    /// One of several ordered classes, such as star ratings: being off by one is better than being off by two.
    case ordinal
    /// Named entities in the text.
    case entities

    /// The tasks that classify a text as a whole.
    public static let ofWholeTexts: [TextTask] = [.singleLabel, .multiLabel, .regression, .ordinal]

    /// The transformers library's name for the task, which has none for ordinal classes; `nil` for entities, which have
    /// their own model class.
    var problemType: String? {
        switch self {
        case .singleLabel, .ordinal: "single_label_classification"
        case .multiLabel: "multi_label_classification"
        case .regression: "regression"
        case .entities: nil
        }
    }
}
