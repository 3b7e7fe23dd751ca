import Evaluation
import TaskHeads

/// The quality of the model on the validation data.
extension ReportPage {
    var quality: [HTML] {
        switch report.validation?.report {
        case .classes(let scores): classQuality(scores)
        case .labelSets(let scores): labelQuality(scores)
        case .numbers(let scores): numberQuality(scores)
        case .entities(let scores): entityQuality(scores)
        case nil:
            missing(missingQuality)
        }
    }

    private var missingQuality: HTML {
        switch report.task {
        case .regression: "the errors, the correlations and a scatter plot of predicted against true numbers"
        case .entities: "precision, recall and F1 of entities, by type, and the kinds of errors"
        default: "accuracy, F1, the scores of each label and the most frequent confusions"
        }
    }

    /// A note on the data behind the figures of this section.
    ///
    /// - Parameter further: Anything else that was fitted on the validation data.
    func provenance(_ count: Int, _ further: String? = nil) -> HTML {
        let chosen = [report.epochs.count > 1 ? "the epoch" : nil, further].compactMap(\.self)
        guard !chosen.isEmpty else { return .note("On \(ReportNumber.count(count, "validation text")).") }
        return .note(
            """
            On \(ReportNumber.count(count, "validation text")), by which \(chosen.joined(separator: " and ")) \
            \(further == nil ? "was" : "were") chosen: on texts that were not used for this choice, scores may be somewhat lower.
            """)
    }
}
