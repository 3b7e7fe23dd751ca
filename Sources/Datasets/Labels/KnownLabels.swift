/// Information from the training file, or from a model, about the labels of another file.
package struct KnownLabels: Sendable, Equatable {
    /// The names of the labels by index.
    package var names: [String]
    /// Tells whether lists of 0 and 1 are masks; `nil` if only the names of the labels are known.
    package var areMasks: Bool?
    /// The separator that was found between several labels; `nil` if there was none.
    package var separator: String?

    package init(names: [String], areMasks: Bool? = nil, separator: String? = nil) {
        self.names = names
        self.areMasks = areMasks
        self.separator = separator
    }

    /// The information from the labels of a training file.
    package init(_ training: LabelReading) {
        self.init(names: training.classes, areMasks: training.areMasks, separator: training.separator)
    }
}
