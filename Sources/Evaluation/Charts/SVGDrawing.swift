import InputOutput

/// Shapes and texts of a picture in Scalable Vector Graphics, as text.
///
/// Colours are CSS variables, so that the picture suits light and dark pages, and a page that shows it inline may set
/// its own by `--chart-ink` and the like. There is no script, and nothing is loaded.
struct SVGDrawing {
    /// How a text stands to its place.
    enum Anchor: String {
        case start, middle, end
    }

    private var body = ""

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        body += #"<line x1="\#(px(x1))" y1="\#(px(y1))" x2="\#(px(x2))" y2="\#(px(y2))" class="\#(style)"/>"# + "\n"
    }

    /// - Parameters:
    ///   - style: The class, and where needed further attributes.
    ///   - tip: What shows where the pointer rests.
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

    /// Lines from point to point, in as many pieces as there are lists.
    mutating func path(_ pieces: [[(x: Double, y: Double)]], _ style: String) {
        let steps = pieces.map { points in
            "M" + points.map { "\(px($0.x)) \(px($0.y))" }.joined(separator: "L")
        }
        body += #"<path d="\#(steps.joined())" class="\#(style)"/>"# + "\n"
    }

    /// - Parameter angle: Degrees by which the text is turned clockwise about its place.
    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ style: String, anchor: Anchor = .start, angle: Int = 0
    ) {
        let turn = angle == 0 ? "" : #" transform="rotate(\#(angle) \#(px(x)) \#(px(y)))""#
        body +=
            #"<text x="\#(px(x))" y="\#(px(y))" text-anchor="\#(anchor.rawValue)" class="\#(style)"\#(turn)>"#
            + Self.escaped(text) + "</text>\n"
    }

    /// The whole picture.
    ///
    /// - Parameter description: What the picture shows, for those who cannot see it.
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

    /// The text on one line as XML has it.
    static func escaped(_ text: String) -> String {
        String(MarkupText.escaped(text).map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }

    private static func ending(_ name: String, _ tip: String?) -> String {
        (tip.map { "><title>\(escaped($0))</title></\(name)>" } ?? "/>") + "\n"
    }

    /// A number with at most two decimals.
    private func px(_ value: Double) -> String {
        var text = Substring(value.fixed(2))
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return String(text)
    }
}
