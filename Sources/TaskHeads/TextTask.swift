/// What a model says of a text.
public enum TextTask: String, Sendable, Codable, CaseIterable {
    /// One of several classes.
    case singleLabel = "single-label"
    /// Any number of labels, each by itself.
    case multiLabel = "multi-label"
    /// A number.
    case regression
    /// One of several classes that have an order, as stars have: to be off by one is better than by two.
    case ordinal
    /// Which of its words name what.
    case entities

    /// The tasks that say something of a text as a whole.
    public static let ofWholeTexts: [TextTask] = [.singleLabel, .multiLabel, .regression, .ordinal]

    /// The word of the transformers library for it, which knows no ordinal classes; `nil` for entities, which have a kind of
    /// model of their own.
    var problemType: String? {
        switch self {
        case .singleLabel, .ordinal: "single_label_classification"
        case .multiLabel: "multi_label_classification"
        case .regression: "regression"
        case .entities: nil
        }
    }
}
