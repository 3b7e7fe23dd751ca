import Evaluation

/// The building blocks of the sections.
extension HTML {
    /// A section with a heading that the table of contents links to.
    static func section(_ name: String, _ title: String, _ content: [HTML]) -> HTML {
        "<section id=\"\(name)\">\n<h2>\(title)</h2>\n\(content)</section>\n"
    }

    static func heading(_ text: String) -> HTML { "<h3>\(text)</h3>\n" }

    static func paragraph(_ content: HTML) -> HTML { "<p>\(content)</p>\n" }

    /// A side note.
    static func note(_ content: HTML) -> HTML { "<p class=\"note\">\(content)</p>\n" }

    static func code(_ text: String) -> HTML { "<code>\(text)</code>" }

    /// Content that is collapsed until the reader opens it.
    static func folded(_ summary: String, _ content: HTML) -> HTML {
        "<details><summary>\(summary)</summary>\n\(content)</details>\n"
    }

    /// Names with their values.
    static func facts(_ facts: [(name: String, value: HTML)]) -> HTML {
        "<dl class=\"facts\">\n\(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" })</dl>\n"
    }

    /// Key figures, each with its meaning.
    static func figures(_ figures: [(name: String, value: String, meaning: String)]) -> HTML {
        let cards: [HTML] = figures.map {
            "<div><dt>\($0.name)</dt><dd><b>\($0.value)</b> <span>\($0.meaning)</span></dd></div>\n"
        }
        return "<dl class=\"figures\">\n\(cards)</dl>\n"
    }

    /// Charts, side by side if the page is wide enough.
    static func charts(_ pictures: [String]) -> HTML {
        pictures.isEmpty ? .empty : "<div class=\"charts\">\n\(pictures.map(picture))</div>\n"
    }

    /// A chart, given as SVG; one that is wider than the page can be scrolled.
    private static func picture(_ svg: String) -> HTML {
        "<figure>\(HTML(markup: InlineChart.markup(svg)))</figure>\n"
    }
}
