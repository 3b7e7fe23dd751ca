import TaskHeads

/// The rows that the model gets wrong, with their texts.
extension ReportPage {
    /// Longer texts are shortened; the whole text can be expanded.
    private static let excerptLength = 280

    var mistakesTitle: String {
        report.task == .regression ? "The largest errors" : "The most confident mistakes"
    }

    var mistakes: [HTML] {
        guard report.validation != nil else {
            return missing("the texts that the model gets wrong although it is sure of itself")
        }
        let entries = report.task == .regression ? errorEntries : mistakeEntries
        guard !entries.isEmpty else {
            return [.paragraph("There is none: every validation text got its true answer.")]
        }
        return [.note(introduction), "<ol class=\"mistakes\">\n\(entries)</ol>\n"]
    }

    private var introduction: HTML {
        report.task == .regression
            ? "The texts whose numbers are farthest off."
            : """
            Often such a text has the wrong label in the data, or one that people would argue about. \
            \(report.task == .multiLabel ? "The share is how sure the model is of the label that is the most wrong." : "")
            """
    }

    private var mistakeEntries: [HTML] {
        report.mistakes.map { mistake in
            entry(
                line: mistake.line, text: mistake.text,
                """
                says <b>\(mistake.answer)</b>, \(ReportNumber.percent(mistake.probability)) sure; true is \
                <b>\(mistake.truth)</b>
                """)
        }
    }

    private var errorEntries: [HTML] {
        report.largestErrors.map { error in
            entry(
                line: error.line, text: error.text,
                "says <b>\(ReportNumber.short(error.prediction))</b>, true is <b>\(ReportNumber.short(error.truth))</b>"
            )
        }
    }

    private func entry(line: Int, text: String, _ verdict: HTML) -> HTML {
        """
        <li><p>\(verdict) · line \(line)</p>
        <div class="text" dir="auto">\(Self.excerpt(text))</div></li>

        """
    }

    /// A text, or its beginning with the whole text collapsed.
    static func excerpt(_ text: String) -> HTML {
        guard text.count > excerptLength else { return "\(text)" }
        var beginning = text.prefix(excerptLength)
        // Cut between words if there are any.
        if let space = beginning.lastIndex(where: \.isWhitespace), beginning[space...].count < 40 {
            beginning = beginning[..<space]
        }
        return """
            \(String(beginning))… <details><summary>the whole text, \(ReportNumber.count(text.count)) characters\
            </summary>\(text)</details>
            """
    }
}
