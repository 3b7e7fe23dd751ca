import Datasets
import InputOutput
import TestSupport
import Testing

@Suite struct LabelSetTests {
    @Test(arguments: [
        (["b", "a", "b"], ["a", "b"]), (["10", "9", "-1", "9"], ["-1", "9", "10"]),
        (["1.5", "1", "2e0"], ["1", "1.5", "2e0"]),
        (["10", "9", "x"], ["10", "9", "x"]), (["2", "nan", "10"], ["10", "2", "nan"]), ([], []),
    ])
    func sorts(_ labels: [String], _ names: [String]) {
        #expect(LabelSet(sorting: labels).names == names)
        #expect(LabelSet(of: labels.map { Row(text: "", label: $0, line: 1) }).names == names)
    }

    @Test func keepsAModelsOrder() {
        let labels = LabelSet(names: ["positive", "negative"])
        #expect(labels.index(of: "positive") == 0)
        #expect(labels.index(of: "negative") == 1)
        #expect(labels.index(of: "neutral") == nil)
    }

    @Test(arguments: [
        (["1"], "a.tsv: only one label\n  expected: at least two different labels\n  found:    \"1\""),
        ([], "a.tsv: no label\n  expected: at least two different labels"), (["0", "1"], nil),
    ])
    func needsTwoClasses(_ names: [String], _ expected: String?) {
        #expect(message { try LabelSet(names: names).requireSeveral(at: "a.tsv") } == expected)
    }

    @Test(arguments: [
        ("Postive", "\n  try:      did you mean \"positive\"?"), ("neg", "\n  try:      did you mean \"negative\"?"),
        ("5", ""), ("angry", ""),
    ])
    func unknownLabel(_ name: String, _ advice: String) {
        let labels = LabelSet(names: ["negative", "neutral", "positive"])
        #expect(
            message { _ = try labels.index(of: name, at: "dev.tsv:7") } == """
                dev.tsv:7: the label "\(name)" does not occur in training
                  expected: one of "negative", "neutral", "positive"\(advice)
                """)
    }

    @Test func manyNamesAreCut() {
        let labels = LabelSet(names: (1...20).map { "class \($0)" })
        #expect(
            message { _ = try labels.index(of: "x", at: "a:1") } == """
                a:1: the label "x" does not occur in training
                  expected: one of \((1...12).map { "\"class \($0)\"" }.joined(separator: ", ")) and 8 more
                """)
    }
}
