import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The parts of a chart's XML that tests check.
final class SVGChecker: NSObject, XMLParserDelegate {
    struct Text {
        var content: String
        var x: Double
        var y: Double
        var anchor: String
        var angle: Double
        var size: Double

        /// The left, right, top and bottom of a horizontal text, with the character width of a wide font.
        var bounds: (left: Double, right: Double, top: Double, bottom: Double) {
            let width = 0.55 * size * Double(content.count)
            let left = anchor == "start" ? x : anchor == "end" ? x - width : x - width / 2
            return (left, left + width, y - 0.75 * size, y + 0.2 * size)
        }
    }

    private(set) var texts: [Text] = []
    private(set) var counts: [String: Int] = [:]
    private(set) var pathPoints: [Int] = []
    /// The highest and the lowest point of each path, in pixels from the top.
    private(set) var pathHeights: [ClosedRange<Double>] = []
    private(set) var size = (width: 0.0, height: 0.0)
    private(set) var title = ""
    private(set) var tips: [String] = []
    private var path: [String] = []
    private var content = ""
    private var open: Text?

    /// Reads a chart and checks the properties of all charts.
    init(_ svg: String, sourceLocation: SourceLocation = #_sourceLocation) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        #expect(parser.parse(), "\(String(describing: parser.parserError))", sourceLocation: sourceLocation)
        #expect(counts["script"] == nil, sourceLocation: sourceLocation)
        #expect(!svg.contains("href") && !svg.contains("url("), sourceLocation: sourceLocation)
        #expect(!title.isEmpty, sourceLocation: sourceLocation)
        #expect(svg.contains("prefers-color-scheme:dark"), sourceLocation: sourceLocation)
        let level = texts.filter { $0.angle == 0 }
        for text in level {
            let bounds = text.bounds
            #expect(
                bounds.left >= -1 && bounds.right <= size.width + 1 && bounds.top >= 0 && bounds.bottom <= size.height,
                "\(text) is cut off", sourceLocation: sourceLocation)
        }
        for (index, text) in level.enumerated() {
            for other in level[(index + 1)...] where overlap(text, other) {
                Issue.record("\(text) and \(other) overlap", sourceLocation: sourceLocation)
            }
        }
    }

    private func overlap(_ first: Text, _ second: Text) -> Bool {
        let (a, b) = (first.bounds, second.bounds)
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    }

    /// The contents of all texts, in order.
    var words: [String] { texts.map(\.content) }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        path.append(name)
        counts[name, default: 0] += 1
        content = ""
        func number(_ key: String) -> Double {
            guard let text = attributes[key] else { return 0 }
            guard let value = Double(text), value.isFinite else {
                Issue.record("\(key)=\"\(text)\" of \(name) is no number")
                return 0
            }
            return value
        }
        switch name {
        case "svg": size = (number("width"), number("height"))
        case "rect": _ = (number("x"), number("y"), number("width"), number("height"))
        case "line": _ = (number("x1"), number("y1"), number("x2"), number("y2"))
        case "circle": _ = (number("cx"), number("cy"))
        case "path":
            let points = (attributes["d"] ?? "").split { $0 == "M" || $0 == "L" }
            pathPoints.append(points.count)
            let places = points.map { $0.split(separator: " ").compactMap { Double($0) } }
            #expect(places.allSatisfy { $0.count == 2 })
            let heights = places.compactMap(\.last)
            if let highest = heights.min(), let lowest = heights.max() { pathHeights.append(highest...lowest) }
        case "text":
            let turn = attributes["transform"].flatMap { $0.dropFirst("rotate(".count).split(separator: " ").first }
            open = Text(
                content: "", x: number("x"), y: number("y"), anchor: attributes["text-anchor"] ?? "",
                angle: turn.flatMap { Double($0) } ?? 0, size: attributes["class"] == "fc-title" ? 15 : 12)
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { content += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        path.removeLast()
        if name == "title" {
            if path == ["svg"] { title = content } else { tips.append(content) }
        }
        if name == "text", var text = open {
            text.content = content
            texts.append(text)
        }
    }
}
