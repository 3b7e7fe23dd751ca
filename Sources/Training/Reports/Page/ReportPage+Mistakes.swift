import TaskHeads

/// The rows that the model gets wrong, with their texts.
extension ReportPage {
    /// Longer texts are shortened; the whole text can be expanded.
    private static let excerptLength = 280

    var mistakesTitle: String {
        report.task == .regression ? "Largest errors" : "Most confident errors"
    }

    var mistakes: [HTML] {
        guard report.validation != nil else {
            return missing("the texts that the model gets wrong with the highest confidence")
        }
        let entries = report.task == .regression ? errorEntries : mistakeEntries
        guard !entries.isEmpty else {
            return [.paragraph("None: every validation text was predicted correctly.")]
        }
        return [.note(introduction), "<ol class=\"mistakes\">\n\(entries)</ol>\n"]
    }

    private var introduction: HTML {
        report.task == .regression
            ? "The texts with the largest differences between prediction and truth."
            : """
            Such a text is often mislabelled in the data, or ambiguous. \
            \(report.task == .multiLabel ? "The percentage is the confidence in the most wrong label." : "")
            """
    }

    private var mistakeEntries: [HTML] {
        report.mistakes.map { mistake in
            entry(
                line: mistake.line, text: mistake.text,
                """
                predicted <b>\(mistake.answer)</b> (\(ReportNumber.percent(mistake.probability))), true label \
                <b>\(mistake.truth)</b>
                """)
        }
    }

    private var errorEntries: [HTML] {
        report.largestErrors.map { error in
            entry(
                line: error.line, text: error.text,
                "predicted <b>\(ReportNumber.short(error.prediction))</b>, true <b>\(ReportNumber.short(error.truth))</b>"
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
