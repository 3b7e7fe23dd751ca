import Foundation
import TaskHeads

/// A training report as a web page: one file without external resources or scripts.
struct ReportPage {
    let report: TrainingReport

    /// The maximum number of labels that a chart can show.
    static let mostPictured = 20
    /// The size of a chart when two stand side by side.
    static let chartWidth = 440, chartHeight = 300

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="generator" content="Fledge"/>
        <title>\(title)</title>
        <style>
        \(HTML(markup: ReportStyle.css))
        </style>
        </head>
        <body>
        <header>
        <h1>\(title)</h1>
        <p class="lead">\(lead)</p>
        \(warning)<nav><ul>
        \(contents)</ul></nav>
        </header>
        <main>
        \(sections.map { HTML.section($0.name, $0.title, $0.content) })</main>
        <footer><p>Written by Fledge. All numbers of this page are in report.json, and all settings in training.json.</p></footer>
        </body>
        </html>

        """
    }

    private struct Section {
        let name: String, title: String
        let content: [HTML]
    }

    private var sections: [Section] {
        [
            Section(name: "origin", title: "Model and data", content: origin),
            Section(name: "recipe", title: "Hyperparameters", content: recipe),
            Section(name: "course", title: "Training", content: course),
            Section(name: "quality", title: "Evaluation", content: quality),
            Section(name: "certainty", title: "Calibration", content: certainty),
            Section(name: "mistakes", title: mistakesTitle, content: mistakes),
            Section(name: "lengths", title: "Text lengths", content: lengths),
            Section(name: "cost", title: "Time and memory", content: cost),
        ]
    }

    private var contents: [HTML] {
        sections.map { "<li><a href=\"#\($0.name)\">\($0.title)</a></li>\n" }
    }

    private var title: String { "Training report: \(Self.lastComponent(report.output))" }

    /// The result in one sentence.
    private var lead: HTML {
        let rows = report.files.first { $0.use == "training" }?.rows ?? 0
        let learned: HTML = """
            <b>\(Self.lastComponent(report.baseModel))</b> learned \(subject) from \(ReportNumber.count(rows, "text")) \
            in \(ReportNumber.duration(report.seconds))
            """
        guard let judgement = report.validation, let best = report.bestEpoch else {
            return "\(learned). Its quality is unknown: there were no validation data."
        }
        let scores = judgement.highlights.map { "\($0.name) \(ReportNumber.measure($0.value))" }
        return """
            \(learned). On the validation data: <b>\(scores.joined(separator: ", "))</b>, with the weights after epoch \
            \(best) of \(report.epochs.count).
            """
    }

    private var subject: String {
        switch report.task {
        case .singleLabel: "\(ReportNumber.count(report.labels.count)) classes"
        case .ordinal: "\(ReportNumber.count(report.labels.count)) ordered classes"
        case .multiLabel: "\(ReportNumber.count(report.labels.count, "label")), any number per text,"
        case .regression: "a number"
        case .entities: "to recognize entities of \(ReportNumber.count(report.labels.count, "type"))"
        }
    }

    /// A warning that precedes everything else.
    private var warning: HTML {
        guard report.ending == .diverged else { return .empty }
        return """
            <p class="warning"><b>Training diverged</b>: a gradient was not a finite number. The weights are those of the \
            best epoch before that.</p>

            """
    }

    /// The placeholder for content that requires validation data.
    func missing(_ what: HTML) -> [HTML] {
        [
            .note(
                """
                There were no validation data. With <code>--validation FILE</code>, a file of labelled texts that are not \
                used for training, this section shows \(what).
                """)
        ]
    }

    /// The last component of a path.
    static func lastComponent(_ path: String) -> String { URL(fileURLWithPath: path).standardized.lastPathComponent }
}
