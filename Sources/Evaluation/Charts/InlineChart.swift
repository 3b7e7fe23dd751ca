/// Charts within an HTML page, which includes their style once and needs no namespace.
public enum InlineChart {
    static let namespace = #" xmlns="http://www.w3.org/2000/svg""#
    static let styleElement = "<style>\n\(css)\n</style>"

    /// The style of all charts, for the page's style sheet.
    public static let css = ChartStyle.css

    /// Returns a chart's SVG without the parts that only a standalone file needs.
    public static func markup(_ svg: String) -> String {
        svg.replacing(namespace, with: "", maxReplacements: 1).replacing(
            styleElement + "\n", with: "", maxReplacements: 1)
    }
}
