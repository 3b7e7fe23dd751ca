import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The page that `fledge train` writes in addition to report.json.
@Suite struct TrainingReportTests {
    /// Texts and labels that would break a page that did not escape them.
    private static let hostile =
        "</div><script>alert('1')</script> & <img src=\"https://example.org/x.png\"> 🦉 \u{1B}[0m"

    private func page(
        _ workspace: Workspace, _ options: [String], training: [(text: String, label: String)],
        validation: [(text: String, label: String)]? = nil
    ) throws -> PageChecker {
        func write(_ name: String, _ rows: [(text: String, label: String)]) throws {
            let lines = try rows.map { row in
                String(decoding: try JSONEncoder().encode(["text": row.text, "label": row.label]), as: UTF8.self)
            }
            try workspace.directory.write(name, lines.map { "\($0)\n" }.joined())
        }
        try write("train.jsonl", training)
        if let validation { try write("validation.jsonl", validation) }
        _ = try workspace.succeed(
            ["train", "--model", "model", "--train", "train.jsonl", "--output", "output"]
                + (validation == nil ? [] : ["--validation", "validation.jsonl"]) + options)
        return try PageChecker(String(contentsOfFile: workspace.path("output/report.html"), encoding: .utf8))
    }

    private func rows(_ count: Int, offset: Int = 0) -> [(text: String, label: String)] {
        TinyReviews.rows(count, offset: offset).map { ($0.text, $0.label) }
    }

    @Test func aClassifiersPageHasAllThatTheReportKnows() throws {
        let workspace = try Workspace()
        let page = try page(
            workspace, ["--epochs", "3", "--batch-size", "8", "--learning-rate", "1e-4"], training: rows(48),
            validation: rows(12, offset: 48))
        let report = try Outcome.object(String(contentsOfFile: workspace.path("output/report.json"), encoding: .utf8))
        let files = try #require(report["files"] as? [[String: Any]])
        for file in files { #expect(page.text.contains(try #require(file["sha256"] as? String))) }
        #expect(page.headings.first == "Training report: output")
        #expect(
            page.pictures == [
                "Training rows of each label", "Training loss", "Learning rate",
                "Gradient norm, before clipping to 1", "Metrics on the validation data", "Loss by epoch",
                "Confusion matrix: number of texts",
            ] + page.reliabilityPictures + ["Tokens per training text, before truncation"])
        #expect(page.reliabilityPictures.count >= 1)
        #expect(page.rows.contains(["learning rate", "0.0001", "0.0002"]))
        #expect(page.rows.contains(["batch size", "8", "32"]))
        let best = try #require(report["best_epoch"] as? Int)
        #expect(page.rows.filter { $0[0].hasSuffix("★ kept") }.map { $0[0] } == ["\(best) ★ kept"])
        #expect(page.rows.contains { $0[0] == "negative" && $0.count == 6 })
        #expect(!page.text.contains("There were no validation data"))
        #expect(page.text.contains("Half of the texts have at most"))
        for word in ["accuracy", "macro F1", "expected calibration error before", "peak memory", "processor"] {
            #expect(page.names.contains(word), "\(word)")
        }
    }

    @Test func withoutValidationDataThePageSaysWhatWouldBeThere() throws {
        let page = try page(try Workspace(), ["--max-steps", "2"], training: rows(24))
        #expect(page.text.components(separatedBy: "There were no validation data").count - 1 == 4)
        #expect(page.text.contains("Its quality is unknown"))
        #expect(page.pictures.contains("Training loss") && page.pictures.contains("Learning rate"))
        #expect(page.rows.contains(["maximum steps", "2", "not set"]))
    }

    @Test func aPageOfLabelSetsHasThresholds() throws {
        func labelled(_ rows: [(text: String, label: String)]) -> [(text: String, label: String)] {
            rows.map { ($0.text, $0.label + ($0.text.contains("film") ? "|film" : "")) }
        }
        let page = try page(
            try Workspace(), ["--task", "multi-label", "--max-steps", "4"], training: labelled(rows(48)),
            validation: labelled(rows(12, offset: 48)))
        #expect(page.rows.contains { $0.first == "film" && $0.count == 7 })
        #expect(page.rows.contains { $0.prefix(2) == ["label", "threshold"] })
        #expect(page.names.contains("micro F1") && page.names.contains("Hamming loss"))
        #expect(page.pictures.contains("All pairs of a text and a label"))
        #expect(!page.names.contains("temperature"))
    }

    @Test func aPageOfNumbersHasErrors() throws {
        func numbered(_ rows: [(text: String, label: String)]) -> [(text: String, label: String)] {
            rows.map { ($0.text, "\($0.text.split(separator: " ").count)") }
        }
        let page = try page(
            try Workspace(), ["--task", "regression", "--max-steps", "4"], training: numbered(rows(48)),
            validation: numbered(rows(12, offset: 48)))
        #expect(page.names.contains("Spearman correlation") && page.names.contains("root mean squared error"))
        #expect(page.pictures.contains("Predictions against the truth") && page.pictures.contains("Errors"))
        #expect(page.headings.contains("Largest errors"))
        #expect(page.items == 10)
    }

    @Test func manyClassesHaveTablesInPlaceOfPictures() throws {
        func topics(_ count: Int) -> [(text: String, label: String)] {
            rows(count).enumerated().map { ($1.text, "topic \($0 % 25)") }
        }
        let page = try page(
            try Workspace(), ["--max-steps", "3"], training: topics(75), validation: topics(50))
        #expect(!page.pictures.contains { $0.hasPrefix("Confusion") || $0.hasPrefix("Training rows") })
        #expect(page.rows.contains(["true class", "predicted class", "texts", "share of the class"]))
        #expect(page.rows.contains(["topic 24", "3"]))
    }

    @Test func hostileTextsAreTextAndLongOnesAreFolded() throws {
        let long = String(repeating: "the film was good and so is this one ", count: 20) + "at the very end"
        var validation = rows(6, offset: 48)
        // Half of these are wrong, whatever the model predicts.
        for label in ["<b>a</b> & \"b\"", "negative"] {
            validation += [(Self.hostile, label), (long, label)]
        }
        let page = try page(
            try Workspace(), ["--max-steps", "2"],
            training: rows(24) + [("this was odd <script>", "<b>a</b> & \"b\"")], validation: validation)
        #expect(
            page.text.contains(
                "</div><script>alert('1')</script> & <img src=\"https://example.org/x.png\"> 🦉 \u{FFFD}[0m"))
        #expect(page.text.contains("<b>a</b> & \"b\""))
        #expect(page.text.contains("the whole text, \(long.count) characters\(long)"))
    }
}

/// A page, parsed as XML; the properties of every page are checked at once.
private final class PageChecker: NSObject, XMLParserDelegate {
    /// All text of the body in document order.
    private(set) var text = ""
    /// The cells of each row of each table.
    private(set) var rows: [[String]] = []
    private(set) var headings: [String] = []
    /// The names of figures and facts.
    private(set) var names: [String] = []
    /// The titles of charts.
    private(set) var pictures: [String] = []
    /// The number of mistakes.
    private(set) var items = 0
    private var path: [String] = []
    private var sections: [String] = []
    private var links: [String] = []
    private var isList = false

    /// The reliability diagrams: two with a temperature, and otherwise one.
    var reliabilityPictures: [String] {
        pictures.filter { ["As trained", "Before the temperature", "With the temperature"].contains($0) }
    }

    private static let sectionNames = [
        "origin", "recipe", "course", "quality", "certainty", "mistakes", "lengths", "cost",
    ]

    init(_ page: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        #expect(
            parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))",
            sourceLocation: sourceLocation)
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"), sourceLocation: sourceLocation)
        #expect(sections == Self.sectionNames, sourceLocation: sourceLocation)
        #expect(links == Self.sectionNames.map { "#\($0)" }, sourceLocation: sourceLocation)
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        path.append(name)
        #expect(!["script", "img", "link", "iframe", "object", "embed", "base", "form"].contains(name), "<\(name)>")
        for (key, value) in attributes {
            #expect(!key.hasPrefix("on") && key != "src" && key != "xmlns", "\(key) of <\(name)>")
            #expect(!value.contains("://") && !value.contains("url("), "\(key)=\"\(value)\" of <\(name)>")
        }
        switch name {
        case "section": sections.append(attributes["id"] ?? "")
        case "a": links.append(attributes["href"] ?? "")
        case "tr": rows.append([])
        case "th", "td": rows[rows.count - 1].append("")
        case "h1", "h2", "h3": headings.append("")
        case "dt": names.append("")
        case "ol": isList = true
        case "li": items += isList ? 1 : 0
        case "svg":
            pictures.append("")
            for side in ["width", "height"] {
                #expect((attributes[side].flatMap { Double($0) } ?? 0) >= 60, "\(side) of a picture")
            }
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if path.last == "style" {
            #expect(!string.contains("url(") && !string.contains("@import") && !string.contains("://"))
            return
        }
        guard path.contains("body") else { return }
        if path.contains("svg") {
            if path.suffix(2) == ["svg", "title"] { pictures[pictures.count - 1] += string }
            return
        }
        text += string
        if path.contains("tr"), path.contains("td") || path.contains("th") {
            rows[rows.count - 1][rows[rows.count - 1].count - 1] += string
        }
        if let last = path.last, ["h1", "h2", "h3"].contains(last) { headings[headings.count - 1] += string }
        if path.last == "dt" { names[names.count - 1] += string }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        path.removeLast()
        if name == "ol" { isList = false }
    }
}
