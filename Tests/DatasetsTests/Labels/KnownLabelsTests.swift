import Datasets
import TestSupport
import Testing

/// Labels of files that are read after the training file, or for a model.
@Suite struct KnownLabelsTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let labels: [String]
        let kind: LabelKind
        let known: KnownLabels
        let names: [[String]]
        let codes: [DataFinding.Code]

        init(
            _ what: String, _ labels: [String], _ kind: LabelKind, _ known: KnownLabels,
            names: [[String]], _ codes: DataFinding.Code...
        ) {
            testDescription = what
            (self.labels, self.kind, self.known, self.names, self.codes) = (labels, kind, known, names, codes)
        }
    }

    private static func read(
        _ labels: [String], _ kind: LabelKind, _ known: KnownLabels? = nil
    ) throws -> LabelReading {
        let written = labels.enumerated().map { WrittenLabel(text: $1, count: 1, line: $0 + 2) }
        var settings = LabelSettings.automatic
        settings.known = known
        return try LabelReading(written, kind: kind, settings: settings, path: "valid.csv")
    }

    static let samples: [Sample] = [
        // Masks.
        Sample(
            "masks of two, as in training", ["[0, 1]", "[1, 0]"], .several,
            KnownLabels(names: ["0", "1"], areMasks: true),
            names: [["1"], ["0"]], .labelLists, .labelMasks),
        Sample(
            "masks of two with names in training", ["[0, 1]"], .several,
            KnownLabels(names: ["no", "yes"], areMasks: true),
            names: [["1"]], .labelLists, .labelMasks),
        Sample(
            "lists of 0 and 1, as in training", ["[0, 1]", "[1, 0]"], .several,
            KnownLabels(names: ["0", "1"], areMasks: false),
            names: [["0", "1"], ["1", "0"]], .labelLists),
        Sample(
            "masks where training has lists", ["[0, 1]", "[1, 1]"], .several,
            KnownLabels(names: ["0", "1"], areMasks: false),
            names: [["0", "1"], ["1", "1"]], .labelLists, .possibleMasks),
        Sample(
            "masks for a model with names", ["[0, 1]", "[1, 0]"], .several, KnownLabels(names: ["no", "yes"]),
            names: [["1"], ["0"]], .labelLists, .labelMasks),
        Sample(
            "lists of two for a model of 0 and 1", ["[0, 1]", "[1, 0]"], .several, KnownLabels(names: ["0", "1"]),
            names: [["0", "1"], ["1", "0"]], .labelLists, .possibleMasks),
        Sample(
            "masks of three for a model of three", ["[0, 1, 1]"], .several, KnownLabels(names: ["0", "1", "2"]),
            names: [["1", "2"]], .labelLists, .labelMasks),
        // Separators.
        Sample(
            "commas between known labels", ["food, price"], .several, KnownLabels(names: ["food", "price"]),
            names: [["food", "price"]], .labelSeparator),
        Sample(
            "known labels in capitals", ["Food; PRICE"], .several, KnownLabels(names: ["food", "price"]),
            names: [["Food", "PRICE"]], .labelSeparator),
        Sample(
            "a comma in a known label", ["Sales, Marketing", "Sales", "Marketing"],
            .several, KnownLabels(names: ["Marketing", "Sales", "Sales, Marketing"]),
            names: [["Sales, Marketing"], ["Sales"], ["Marketing"]]),
        Sample(
            "the separator of training before an unknown label", ["food;room", "price"],
            .several, KnownLabels(names: ["food", "price"], areMasks: false, separator: ";"),
            names: [["food", "room"], ["price"]], .labelSeparator),
        Sample(
            "unknown parts", ["hall, room", "food"], .several, KnownLabels(names: ["food", "price"]),
            names: [["hall, room"], ["food"]], .possibleSeparator),
        // Orders.
        Sample(
            "names of grades", ["high", "low"], .ordinal, KnownLabels(names: ["low", "medium", "high"]),
            names: [["high"], ["low"]]),
        Sample(
            "indices of grades", ["2", "0"], .ordinal, KnownLabels(names: ["low", "medium", "high"]),
            names: [["2"], ["0"]]),
    ]

    @Test(arguments: samples)
    func reads(_ sample: Sample) throws {
        let reading = try Self.read(sample.labels, sample.kind, sample.known)
        #expect(reading.names == sample.names)
        #expect(reading.findings.map(\.code) == sample.codes)
    }

    @Test(
        arguments: [
            (["[0, 1]", "[1, 1]"], true, nil), (["[0, 1]", "[1, 0]"], false, nil), (["2;27", "3"], false, ";"),
            (["a|b", "b"], false, nil), (["a, b", "a", "b"], false, ","),
        ] as [([String], Bool, String?)])
    func `a training file tells how labels are written`(_ labels: [String], areMasks: Bool, separator: String?) throws {
        let known = KnownLabels(try Self.read(labels, .several))
        #expect(known.areMasks == areMasks)
        #expect(known.separator == separator)
    }

    @Test func `grades of numbers stay numbers`() {
        #expect(
            message { _ = try Self.read(["1", "low"], .ordinal, KnownLabels(names: ["1", "2"])) }?
                .contains("the label is not a number") == true)
    }
}
