import InputOutput

/// A builder for shapes and texts of an SVG image.
///
/// Colors are CSS variables, so that the image suits light and dark pages, and a page that shows it inline can set its
/// own with `--chart-ink` and similar variables. The image contains no script and loads nothing.
struct SVGDrawing {
    /// The alignment of a text relative to its position.
    enum Anchor: String {
        case start, middle, end
    }

    private var body = ""

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        body += #"<line x1="\#(px(x1))" y1="\#(px(y1))" x2="\#(px(x2))" y2="\#(px(y2))" class="\#(style)"/>"# + "\n"
    }

    /// - Parameters:
    ///   - style: The CSS class, followed by further attributes if needed.
    ///   - tip: A text that appears on hover.
    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, opacity: Double? = nil,
        tip: String? = nil
    ) {
        let shade = opacity.map { #" fill-opacity="\#(px($0))""# } ?? ""
        body +=
            #"<rect x="\#(px(x))" y="\#(px(y))" width="\#(px(max(width, 0)))" height="\#(px(max(height, 0)))""#
            + #" class="\#(style)"\#(shade)"# + Self.ending("rect", tip)
    }

    mutating func circle(_ x: Double, _ y: Double, radius: Double, _ style: String, tip: String? = nil) {
        body +=
            #"<circle cx="\#(px(x))" cy="\#(px(y))" r="\#(px(radius))" class="\#(style)""#
            + Self.ending("circle", tip)
    }

    /// Draws lines from point to point, in separate pieces, one for each list.
    mutating func path(_ pieces: [[(x: Double, y: Double)]], _ style: String) {
        let steps = pieces.map { points in
            "M" + points.map { "\(px($0.x)) \(px($0.y))" }.joined(separator: "L")
        }
        body += #"<path d="\#(steps.joined())" class="\#(style)"/>"# + "\n"
    }

    /// - Parameter angle: The clockwise rotation of the text about its position, in degrees.
    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ style: String, anchor: Anchor = .start, angle: Int = 0
    ) {
        let turn = angle == 0 ? "" : #" transform="rotate(\#(angle) \#(px(x)) \#(px(y)))""#
        body +=
            #"<text x="\#(px(x))" y="\#(px(y))" text-anchor="\#(anchor.rawValue)" class="\#(style)"\#(turn)>"#
            + Self.escaped(text) + "</text>\n"
    }

    /// Returns the whole image.
    ///
    /// - Parameter description: An alternative text for readers who cannot see the image.
    func document(width: Double, height: Double, title: String, description: String) -> String {
        """
        <svg\(InlineChart.namespace) class="fledge-chart" role="img" \
        viewBox="0 0 \(px(width)) \(px(height))" width="\(px(width))" height="\(px(height))">
        <title>\(Self.escaped(title))</title>
        <desc>\(Self.escaped(description))</desc>
        \(InlineChart.styleElement)
        \(body)</svg>

        """
    }

    /// Returns the text on one line, escaped for XML.
    static func escaped(_ text: String) -> String {
        String(MarkupText.escaped(text).map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }

    private static func ending(_ name: String, _ tip: String?) -> String {
        (tip.map { "><title>\(escaped($0))</title></\(name)>" } ?? "/>") + "\n"
    }

    /// Formats a number with at most two decimals.
    private func px(_ value: Double) -> String {
        var text = Substring(value.fixed(2))
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return String(text)
    }
}
