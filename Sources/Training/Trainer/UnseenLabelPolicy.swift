/// The treatment of evaluated rows whose labels the model does not know.
public enum UnseenLabelPolicy: String, Sendable, Codable, CaseIterable {
    /// They count as errors, as in scikit-learn's metrics.
    case count
    /// They are left out.
    case skip
    /// They are an error.
    case error
}
