/// Charts within a page of HTML, which has their looks once, and where the namespace goes without saying.
public enum InlineChart {
    static let namespace = #" xmlns="http://www.w3.org/2000/svg""#
    static let styleElement = "<style>\n\(css)\n</style>"

    /// The looks of all charts, for the page's style sheet.
    public static let css = ChartStyle.css

    /// A chart's picture without what a file of its own needs.
    public static func markup(_ svg: String) -> String {
        svg.replacing(namespace, with: "", maxReplacements: 1).replacing(
            styleElement + "\n", with: "", maxReplacements: 1)
    }
}
