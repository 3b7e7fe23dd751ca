import Evaluation
import Testing

/// The features of charts for pages: guides, faint curves, points, inline SVG.
@Suite struct ChartPageTests {
    private let epochs = ChartAxis("epoch")

    @Test func aGuideMarksAPlaceAndIsInTheLegend() {
        var chart = LineChart(
            "Accuracy", xAxis: epochs, yAxis: ChartAxis("accuracy"),
            series: [.init("accuracy", x: [1, 2, 3], y: [0.5, 0.75, 0.7])])
        let plain = SVGChecker(chart.svg)
        chart.guide = ChartGuide("kept", at: 2)
        let marked = SVGChecker(chart.svg)
        #expect(!plain.words.contains("kept") && marked.words.contains("kept"))
        // One line in the legend, one in the data.
        #expect((marked.counts["line"] ?? 0) == (plain.counts["line"] ?? 0) + 2)
        chart.guide = ChartGuide("kept", at: .nan)
        #expect((SVGChecker(chart.svg).counts["line"] ?? 0) == (plain.counts["line"] ?? 0) + 1)
    }

    @Test func faintCurvesHaveNoDots() {
        func chart(isFaint: Bool) -> String {
            LineChart(
                "Loss", xAxis: epochs, yAxis: ChartAxis("loss"),
                series: [.init("raw", x: [1, 2, 3], y: [3, 2, 1], isFaint: isFaint)]
            ).svg
        }
        #expect(SVGChecker(chart(isFaint: false)).counts["circle"] == 3)
        #expect(SVGChecker(chart(isFaint: true)).counts["circle"] == nil)
        #expect(chart(isFaint: true).contains("fc-s0 fc-d0 fc-faint\""))
    }

    @Test func countsMakeAHistogram() {
        let chart = Histogram(
            "Lengths", axis: ChartAxis("tokens", isWhole: true), counts: [2, 0, 5], start: 1, binWidth: 4,
            guide: ChartGuide("limit", at: 20))
        let picture = SVGChecker(chart.svg)
        #expect(picture.tips == ["1 to 5: 2", "9 to 13: 5"])
        #expect(picture.words.contains("limit"))
        // The axis reaches the limit, although no text does.
        #expect(picture.words.suffix(5) == ["5", "10", "15", "20", "tokens"])
    }

    @Test func pointsStandInASquareAboutTheDiagonal() {
        let chart = ScatterChart(
            "Answers", xAxis: ChartAxis("truth"), yAxis: ChartAxis("answer"), x: [1, 5, .nan, 3],
            y: [1.5, 4, 2, 1e308])
        let picture = SVGChecker(chart.svg)
        #expect(picture.tips == ["truth 1, answer 1.5", "truth 5, answer 4"])
        #expect(picture.counts["circle"] == 2)
        #expect(picture.words.filter { $0 == "5" }.count == 2)
        #expect(
            SVGChecker(ScatterChart("None", xAxis: ChartAxis("a"), yAxis: ChartAxis("b"), x: [], y: []).svg)
                .words.contains("no data"))
    }

    @Test func aPageHasTheLooksOnce() {
        let svg = ScatterChart("Answers", xAxis: ChartAxis("a"), yAxis: ChartAxis("b"), x: [1], y: [2]).svg
        let markup = InlineChart.markup(svg)
        #expect(svg.contains("xmlns") && svg.contains("<style>"))
        #expect(!markup.contains("xmlns") && !markup.contains("style") && !markup.contains("http"))
        #expect(markup.hasPrefix("<svg class=\"fledge-chart\"") && markup.hasSuffix("</svg>\n"))
        #expect(svg.contains(InlineChart.css))
    }
}
