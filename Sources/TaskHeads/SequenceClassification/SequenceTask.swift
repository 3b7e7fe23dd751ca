/// What a model with a head for sequences says of a text.
public enum SequenceTask: String, Sendable, Codable, CaseIterable {
    /// One of several classes.
    case singleLabel = "single-label"
    /// Any number of labels, each by itself.
    case multiLabel = "multi-label"
    /// A number.
    case regression
    /// One of several classes that have an order, as stars have: to be off by one is better than by two.
    case ordinal

    /// The word of the transformers library for it, which knows no ordinal classes.
    var problemType: String {
        switch self {
        case .singleLabel, .ordinal: "single_label_classification"
        case .multiLabel: "multi_label_classification"
        case .regression: "regression"
        }
    }
}
