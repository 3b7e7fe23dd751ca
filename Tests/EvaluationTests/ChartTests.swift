import Evaluation
import Foundation
import Testing

@Suite struct ChartTests {
    private let steps = ChartAxis("step")

    private func lines(_ series: [LineChart.Series], yAxis: ChartAxis = ChartAxis("loss", unit: "nats")) -> LineChart {
        LineChart("Losses", xAxis: steps, yAxis: yAxis, series: series)
    }

    @Test func linesHaveTitleAxesTicksAndLegend() {
        let chart = lines([
            .init("training", x: [0, 100, 200], y: [0.7, 0.3, 0.1]),
            .init("validation", x: [100, 200], y: [0.4, 0.35]),
        ])
        let picture = SVGChecker(chart.svg)
        #expect(picture.title == "Losses")
        #expect(
            picture.words == [
                "Losses", "training", "validation", "0", "0.2", "0.4", "0.6", "0.8", "loss (nats)", "0", "25", "50",
                "75",
                "100", "125", "150", "175", "200", "step",
            ])
        #expect(picture.pathPoints == [3, 2])
        #expect(picture.tips.first == "training: 0, 0.7")
        #expect(picture.size == (760, 380))
    }

    @Test(arguments: [
        ([0.0], ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([0, 2e-5], ["0", "5e-6", "1e-5", "1.5e-5", "2e-5"]),
        ([-0.5, 0.5], ["-0.6", "-0.4", "-0.2", "0", "0.2", "0.4", "0.6"]),
        ([0, 123_456], ["0", "25k", "50k", "75k", "100k", "125k"]),
        ([0, 3e7], ["0", "5M", "10M", "15M", "20M", "25M", "30M"]),
        ([1e15, 2e15], ["1e15", "1.2e15", "1.4e15", "1.6e15", "1.8e15", "2e15"]),
        ([0.9991, 0.9998], ["0.9990", "0.9992", "0.9994", "0.9996", "0.9998"]),
    ])
    func ticksAreRoundNumbers(_ values: [Double], labels: [String]) {
        let chart = lines([.init("a", x: values.indices.map(Double.init), y: values)])
        let words = SVGChecker(chart.svg).words
        let ticks = words.dropFirst().prefix { $0 != "loss (nats)" }
        #expect(Array(ticks) == labels)
    }

    @Test func logarithmicAxisHasPowersOfTen() {
        let axis = ChartAxis("loss", isLogarithmic: true)
        let chart = lines([.init("a", x: [1, 2, 3, 4], y: [1e-3, 0, 1, 250])], yAxis: axis)
        let picture = SVGChecker(chart.svg)
        #expect(picture.words.dropFirst().prefix(7) == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"])
        // 0 cannot be shown, so the curve is interrupted there.
        #expect(picture.counts["circle"] == 3)
        let narrow = lines([.init("a", x: [1, 2], y: [0.2, 0.9])], yAxis: axis)
        #expect(SVGChecker(narrow.svg).words.dropFirst().prefix(3) == ["0.2", "0.5", "1"])
    }

    @Test func manyPointsAreThinnedToTheWidth() throws {
        let count = 100_000
        var y = (0..<count).map { sin(Double($0) / 50) }
        (y[54_321], y[54_322]) = (10, -2)
        let chart = lines([.init("a", x: (0..<count).map(Double.init), y: y)])
        let picture = SVGChecker(chart.svg)
        #expect(picture.pathPoints.count == 1)
        #expect((1000...4 * 760).contains(picture.pathPoints[0]))
        #expect(picture.counts["circle"] == nil)
        #expect(chart.svg.utf8.count < 60_000)
        // The single highest and lowest points are still in the curve: they reach the outer ticks.
        let (top, bottom) = (
            try #require(picture.texts.first { $0.content == "10" }),
            try #require(picture.texts.first { $0.content == "-2" })
        )
        #expect(abs(picture.pathHeights[0].lowerBound - (top.y - 4)) < 0.011)
        #expect(abs(picture.pathHeights[0].upperBound - (bottom.y - 4)) < 0.011)
    }

    @Test func oddNumbersDoNotBreakLines() {
        let odd = [1, .nan, 2, .infinity, 3, -.infinity, 1e308, -1e308, 4]
        let chart = lines([.init("a", x: odd.indices.map(Double.init), y: odd)])
        #expect(SVGChecker(chart.svg).counts["circle"] == 4)
        #expect(SVGChecker(lines([]).svg).words.contains("no data"))
        #expect(SVGChecker(lines([.init("a", x: [], y: [])]).svg).words.contains("no data"))
        #expect(SVGChecker(lines([.init("a", x: [5], y: [5])]).svg).counts["circle"] == 1)
        #expect(SVGChecker(lines([.init("a", x: [1, 2], y: [1e16, 1e16 + 2])]).svg).counts["circle"] == 2)
        let tiny = ChartAxis("p", isLogarithmic: true)
        #expect(SVGChecker(lines([.init("a", x: [1, 2], y: [1e-299, 1e299])], yAxis: tiny).svg).counts["circle"] == 2)
    }

    @Test func namesAreEscapedAndShortened() throws {
        let name = #"<b>"R&D"</b> 'x' \#u{1}"#
        let chart = LineChart(
            name + String(repeating: " long title", count: 20), xAxis: ChartAxis(name), yAxis: ChartAxis(name),
            series: [.init(name, x: [1, 2], y: [1, 2]), .init(String(repeating: "字", count: 90), x: [1], y: [1])])
        let picture = SVGChecker(chart.svg)
        #expect(picture.title.hasPrefix(#"<b>"R&D"</b> 'x' \#u{FFFD} long title"#))
        #expect(picture.words[0].contains("…"))
        #expect(picture.words[1] == #"<b>"R&D"</b> 'x' \#u{FFFD}"#)
        #expect(try comeback(chart) == chart)
    }

    @Test func barsBeginAtZeroAndCarryTheirValues() throws {
        let chart = BarChart(
            "Scores", axis: ChartAxis("F1"), categories: ["negative", "positive", "a class with a rather long name"],
            series: [.init("before", values: [0.5, 0.25, .nan]), .init("after", values: [0.75, 1, -0.125])])
        let picture = SVGChecker(chart.svg)
        // Plus two boxes of the legend.
        #expect(picture.counts["rect"] == 8)
        #expect(Set(["0.5", "0.75", "0.25", "1", "–", "-0.125", "before", "after"]).isSubset(of: picture.words))
        #expect(picture.tips.contains("negative, after: 0.75"))
        #expect(chart.svg.contains("positive: before 0.25, after 1;"))
        var ragged = chart
        ragged.series[0].values = [1]
        #expect(SVGChecker(ragged.svg).words.filter { $0 == "–" }.count == 2)
    }

    @Test(arguments: [1, 2, 7, 40])
    func barsOfAnyNumber(_ count: Int) {
        let names = (0..<count).map { "class number \($0)" }
        let values = names.indices.map { Double($0 * 37 % 11) * 1000 }
        let picture = SVGChecker(
            BarChart("Counts", axis: ChartAxis("examples"), categories: names, series: [.init("all", values: values)])
                .svg)
        #expect(picture.counts["rect"] == count)
    }

    @Test func histogramCountsHalfOpenStretches() throws {
        let axis = ChartAxis("length", unit: "tokens")
        let histogram = Histogram("Lengths", axis: axis, values: [0, 1, 1.5, 2, 9.9, 10, .nan], binCount: 10)
        #expect(histogram.binWidth == 1)
        #expect(histogram.start == 0)
        #expect(histogram.counts == [1, 2, 1, 0, 0, 0, 0, 0, 0, 1, 1])
        let picture = SVGChecker(histogram.svg)
        #expect(picture.counts["rect"] == 5)
        #expect(picture.tips.contains("1 to 2: 2"))
        #expect(picture.words.contains("length (tokens)"))
        #expect(try comeback(histogram) == histogram)
    }

    @Test(arguments: [[], [3], [-2, -2], [1e-9, 2e-9], [1e12, 1e12 + 1]] as [[Double]])
    func histogramOfFewNumbers(_ values: [Double]) {
        let histogram = Histogram("Few", axis: ChartAxis("x"), values: values)
        #expect(histogram.counts.reduce(0, +) == values.count)
        #expect(SVGChecker(histogram.svg).words.contains("no data") == values.isEmpty)
    }

    @Test func confusionMatrixHasItsNumbers() throws {
        var matrix = ConfusionMatrix(labels: ["negative", "neutral", "positive"])
        for (truth, prediction, count) in [(0, 0, 1200), (0, 2, 3), (1, 1, 40), (2, 1, 7)] {
            for _ in 0..<count { matrix.add(truth: truth, prediction: prediction) }
        }
        let chart = HeatMap("Confusions", confusionsOf: ClassificationReport(matrix))
        let picture = SVGChecker(chart.svg)
        #expect(picture.words.filter { Int($0) != nil } == ["1200", "0", "3", "0", "40", "0", "0", "7", "0"])
        #expect(
            picture.tips == [
                "negative → negative: 1200", "negative → positive: 3", "neutral → neutral: 40", "positive → neutral: 7",
            ])
        #expect(chart.svg.contains(#"fill-opacity="0.6""#))
        #expect(try comeback(chart) == chart)
        var ragged = chart
        ragged.values = [[1]]
        #expect(SVGChecker(ragged.svg).words.filter { Int($0) != nil } == ["1"])
    }

    @Test(arguments: [1, 2, 12, 30, 31, 100])
    func confusionMatrixOfAnySize(_ count: Int) {
        let labels = (0..<count).map { "class with a name, number \($0)" }
        var matrix = ConfusionMatrix(labels: labels)
        for label in labels.indices { matrix.add(truth: label, prediction: label * 3 % count) }
        let picture = SVGChecker(HeatMap("Confusions", confusionsOf: ClassificationReport(matrix)).svg)
        #expect(picture.tips.count == count)
        #expect(picture.words.filter { $0 == "0" || $0 == "1" }.isEmpty == (count > 30))
    }

    @Test func reliabilityShowsBinsAndDiagonal() throws {
        let diagram = ReliabilityDiagram(
            confidences: [0.55, 0.65, 0.95, 0.95], areRight: [true, false, true, false], binCount: 10)
        let chart = ReliabilityChart("Reliability", diagram)
        let picture = SVGChecker(chart.svg)
        // Three boxes of the legend, and two for each of three bins.
        #expect(picture.counts["rect"] == 9)
        #expect(
            picture.words.contains("confidence above accuracy") && picture.words.contains("accuracy above confidence"))
        #expect(picture.words.contains("expected calibration error 0.5000, 4 examples"))
        #expect(picture.tips.contains("confidence 0.950, accuracy 0.500, 2 examples"))
        #expect(picture.words.contains("confidence") && picture.words.contains("accuracy"))
        #expect(try comeback(chart) == chart)
        let empty = ReliabilityDiagram(confidences: [], areRight: [])
        #expect(SVGChecker(ReliabilityChart("Nothing", empty).svg).counts["rect"] == 3)
    }
}
