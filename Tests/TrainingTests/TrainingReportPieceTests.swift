import TaskHeads
import Testing
import Training

/// The building blocks of a report's page.
@Suite struct TrainingReportPieceTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("a < b && c > \"d\" 'e'", "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;"),
        ("</style><script>alert(1)</script>", "&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("🦉 é\u{301} 汉字", "🦉 é\u{301} 汉字"),
        ("tab\tline\nreturn\r\u{0}\u{1B}\u{85}", "tab\tline\nreturn\n\u{FFFD}\u{FFFD}\u{FFFD}"),
        (String(decoding: [0xFFFE, 0xFDD0, 0x41] as [UInt16], as: UTF16.self), "\u{FFFD}\u{FFFD}A"),
    ])
    func textsAreEscapedWherePutIn(_ text: String, escaped: String) {
        let piece: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(piece.text == "<p title=\"\(escaped)\">\(escaped)</p>")
        // A fragment is not escaped again.
        let outer: HTML = "<div>\(piece)\([piece])</div>"
        #expect(outer.text == "<div>\(piece.text)\(piece.text)</div>")
    }

    @Test func curvesAreSmoothedAboutTheirPoints() {
        #expect(SmoothedCurve([3, 1, 2]).values == [3, 1, 2])
        #expect(SmoothedCurve([]).values == [])
        // 80 points: means of five, and of fewer near the ends.
        let line = (0..<80).map(Double.init)
        let smoothed = SmoothedCurve(line)
        #expect(smoothed.width == 5)
        #expect(zip(smoothed.values, line).allSatisfy { abs($0 - $1) < 1e-12 })
        var noisy = line.map { _ in 1.0 }
        noisy[40] = 6
        #expect(SmoothedCurve(noisy).values[37...43] == [1, 2, 2, 2, 2, 2, 1])
        noisy[40] = .nan
        #expect(SmoothedCurve(noisy).values.allSatisfy { $0 == 1 })
    }

    @Test func lengthsAreThoseBeforeTheCut() {
        let lengths = TextLengths(kept: [10, 16, 16, 4], cut: [0, 1, 100, 0], limit: 16)
        #expect(lengths.counts.map(\.rows).reduce(0, +) == 4)
        #expect(lengths.counts.first.map { $0.from } == 1)
        #expect(lengths.counts.last.map { $0.through } == 116)
        #expect(lengths.counts.last?.rows == 1)
        #expect(lengths.longest == 116 && lengths.median == 17 && lengths.ninetyFifthPercentile == 116)
        #expect(lengths.cutRows == 2 && lengths.cutTokens == 101 && lengths.tokens == 147)
        for (before, after) in zip(lengths.counts, lengths.counts.dropFirst()) {
            #expect(after.from == before.through + 1)
        }
        // A text that is far longer than all others does not stretch the chart.
        let tail = TextLengths(
            kept: [Int](repeating: 10, count: 99) + [16], cut: [Int](repeating: 0, count: 99) + [1000], limit: 16)
        #expect(tail.counts.count == 16 && tail.stretchWidth == 2)
        #expect(tail.counts.last.map { [$0.from, $0.through, $0.rows] } == [31, 1016, 1])
        let none = TextLengths(kept: [], cut: [], limit: 16)
        #expect(none.counts.map(\.rows) == [0] && none.longest == 0)
    }

    @Test func settingsThatDifferAreFound() throws {
        var recipe = TrainingRecipe()
        recipe.learningRate = 5e-5
        let usual = recipe
        #expect(RecipeSetting.all(of: recipe, usual: usual).allSatisfy { !$0.differs })
        recipe.learningRate = 2e-5
        recipe.maximumLength = 128
        recipe.groupsByLength = true
        recipe.classWeights = .given(["rare": 2, "other": 0.5])
        recipe.task = .ordinal
        let changed = RecipeSetting.all(of: recipe, usual: usual).filter(\.differs)
        #expect(
            changed.map { "\($0.name): \($0.value) (\($0.customary))" } == [
                "task: ordinal (single-label)", "groups by length: yes (no)", "maximum length: 128 (not set)",
                "learning rate: 2e-05 (5e-05)", "class weights: other 0.5, rare 2 (none)",
            ])
    }

    @Test(arguments: [
        (0.0, "0.00 s"), (0.254, "0.25 s"), (12.34, "12.3 s"), (61, "1 min 1 s"), (7322, "2 h 2 min"),
    ])
    func durations(_ seconds: Double, text: String) { #expect(ReportNumber.duration(seconds) == text) }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1\u{202F}000"), (-1_234_567, "-1\u{202F}234\u{202F}567")])
    func wholeNumbers(_ value: Int, text: String) { #expect(ReportNumber.count(value) == text) }
}
