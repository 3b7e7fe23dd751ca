import Datasets
import TestSupport
import Testing

/// Labels of a file, matched with the classes of a model.
@Suite struct LabelMatchingTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let labels: [String], known: [String]
        let indices: [String: Int]
        let unseen: [String]
        let codes: [DataFinding.Code]

        init(
            _ what: String, _ labels: [String], among known: [String], _ indices: [String: Int],
            unseen: [String] = [], _ codes: DataFinding.Code...
        ) {
            testDescription = what
            (self.labels, self.known, self.indices, self.unseen, self.codes) = (labels, known, indices, unseen, codes)
        }
    }

    private static func match(
        _ labels: [String], _ known: [String], allowsClassNumbers: Bool = true
    ) -> LabelMatching {
        let written = labels.enumerated().map { WrittenLabel(text: $1, count: 2, line: $0 + 3) }
        return LabelMatching(written, among: known, allowsClassNumbers: allowsClassNumbers, path: "dev.tsv")
    }

    static let samples: [Sample] = [
        Sample("the same names", ["b", "a"], among: ["a", "b"], ["a": 0, "b": 1]),
        Sample("1.0 for 1", ["1.0", "0.0"], among: ["0", "1"], ["1.0": 1, "0.0": 0], .labelSpelling),
        Sample("1 for 1.0", ["1", "0.0"], among: ["0.0", "1.0"], ["1": 1, "0.0": 0], .labelSpelling),
        Sample("01 for 1", ["01"], among: ["0", "1"], ["01": 1], .labelSpelling),
        Sample(
            "True for true", ["True", "FALSE"], among: ["false", "true"], ["True": 1, "FALSE": 0], .labelSpelling),
        Sample("true for 1", ["True", "false"], among: ["0", "1"], ["True": 1, "false": 0], .labelSpelling),
        Sample("1 for true", ["1", "0"], among: ["false", "true"], ["1": 1, "0": 0], .labelSpelling),
        Sample("true among other numbers", ["true"], among: ["0", "1", "2"], [:], unseen: ["true"]),
        Sample("a Unicode form", ["cafe\u{301}"], among: ["bar", "caf\u{E9}"], ["cafe\u{301}": 1], .labelSpelling),
        Sample("capitals", ["positive"], among: ["NEGATIVE", "POSITIVE"], ["positive": 1], .labelSpelling),
        Sample(
            "capitals that tell classes apart", ["POS"], among: ["Pos", "pos"], [:], unseen: ["POS"]),
        Sample("white space", ["very good"], among: ["bad", "very  good"], ["very good": 1], .labelSpelling),
        Sample(
            "indices of classes", ["1", "0"], among: ["NEGATIVE", "POSITIVE"], ["1": 1, "0": 0], .classNumbers),
        Sample(
            "indices as floats", ["1.0", "0.0"], among: ["NEGATIVE", "POSITIVE"], ["1.0": 1, "0.0": 0], .classNumbers),
        Sample("indices of LABEL_0", ["0"], among: ["LABEL_0", "LABEL_1"], ["0": 0], .classNumbers),
        Sample(
            "an index that no class has", ["1", "2"], among: ["NEGATIVE", "POSITIVE"], [:], unseen: ["1", "2"]),
        Sample("a negative index", ["-1", "0"], among: ["a", "b"], [:], unseen: ["-1", "0"]),
        Sample("numbers beside a name", ["0", "a"], among: ["a", "b"], ["a": 0], unseen: ["0"]),
        Sample("classes with numbers", ["0"], among: ["1", "2"], [:], unseen: ["0"]),
        Sample("a name that is not known", ["a", "c"], among: ["a", "b"], ["a": 0], unseen: ["c"]),
    ]

    @Test(arguments: samples)
    func matches(_ sample: Sample) {
        let matching = Self.match(sample.labels, sample.known)
        #expect(matching.indices == sample.indices)
        #expect(matching.unseen.map(\.text) == sample.unseen)
        #expect(matching.findings.map(\.code) == sample.codes)
    }

    @Test func `indices count only where they are allowed`() {
        #expect(Self.match(["0"], ["a", "b"], allowsClassNumbers: false).indices.isEmpty)
    }

    @Test func `says which label is not known`() {
        let matching = Self.match(["good", "gold"], ["bad", "good"])
        #expect(
            message { try matching.requireNoneUnseen() } == """
                dev.tsv:4: the label "gold" does not occur in training
                  expected: one of "bad", "good"
                  try:      did you mean "good"?
                """)
        #expect(message { try matching.requireSomeKnown() } == nil)
        #expect(
            matching.unseenFinding("not known: ")?.description
                == "dev.tsv:4: not known: \"gold\" (did you mean \"good\"?) (2 times)")
    }

    @Test func `says how to name labels where none is known`() {
        #expect(
            message { try Self.match(["neg", "pos"], ["0", "1"]).requireSomeKnown() } == """
                dev.tsv:3: no label of the file is one of the model's
                  expected: one of "0", "1"
                  found:    "neg", "pos"
                  try:      say which label is which, such as --label-names "neg=0", or give indices of classes from 0 to 1
                """)
    }

    @Test func `says what was read in another way`() {
        #expect(
            Self.match(["1", "0"], ["NEGATIVE", "POSITIVE"]).findings.map(\.sentence) == [
                "labels are read as the model's indices of classes (id2label): 1 is \"POSITIVE\", 0 is \"NEGATIVE\""
            ])
        #expect(
            Self.match(["1.0"], ["0", "1"]).findings.map(\.sentence) == [
                "labels are read in another spelling: \"1.0\" as \"1\""
            ])
    }
}
