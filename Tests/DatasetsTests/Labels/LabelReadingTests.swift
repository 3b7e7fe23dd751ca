import Datasets
import TestSupport
import Testing

/// Labels in the forms that people and programs write, with the classes that they stand for.
@Suite struct LabelReadingTests {
    /// The labels of a file, one per row, and the expected reading.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let labels: [String]
        let kind: LabelKind
        var settings = LabelSettings.automatic
        /// The names that each label stands for.
        let names: [[String]]
        let classes: [String]
        let codes: [DataFinding.Code]

        init(
            _ what: String, _ labels: [String], _ kind: LabelKind = .single, _ settings: LabelSettings = .automatic,
            names: [[String]], classes: [String], _ codes: DataFinding.Code...
        ) {
            testDescription = what
            (self.labels, self.kind, self.settings) = (labels, kind, settings)
            (self.names, self.classes, self.codes) = (names, classes, codes)
        }
    }

    private static func read(
        _ labels: [String], _ kind: LabelKind, _ settings: LabelSettings = .automatic, areColumns: Bool = false
    ) throws -> LabelReading {
        let written = labels.enumerated().map { WrittenLabel(text: $1, count: 1, line: $0 + 2) }
        return try LabelReading(written, kind: kind, settings: settings, areColumns: areColumns, path: "rows.csv")
    }

    static let samples: [Sample] = [
        // Lists that programs wrote as text.
        Sample(
            "pandas lists", ["['food', 'service']", "['food']", #"["service"]"#, "[]"], .several,
            names: [["food", "service"], ["food"], ["service"], []], classes: ["food", "service"], .labelLists),
        Sample(
            "numpy lists", ["['a' 'b']", "['b']", "[]"], .several, names: [["a", "b"], ["b"], []],
            classes: ["a", "b"], .labelLists),
        Sample(
            "tuples and sets", ["('a', 'b')", "('b',)", "{'a'}", "set()"], .several,
            names: [["a", "b"], ["b"], ["a"], []], classes: ["a", "b"], .labelLists),
        Sample(
            "numpy arrays", ["array(['a', 'b'], dtype=object)", "array(['b'], dtype=object)"], .several,
            names: [["a", "b"], ["b"]], classes: ["a", "b"], .labelLists),
        Sample(
            "lists of words without quotes", ["[food, slow service]", "[food]"], .several,
            names: [["food", "slow service"], ["food"]], classes: ["food", "slow service"], .labelLists),
        Sample(
            "lists of numbers", ["[2, 27]", "[3]"], .several, names: [["2", "27"], ["3"]], classes: ["2", "3", "27"],
            .labelLists),
        Sample(
            "quotes and escapes in lists", [#"['it\'s']"#, #"["say \"no\""]"#, #"['caf\xe9']"#], .several,
            names: [["it's"], ["say \"no\""], ["café"]], classes: ["café", "it's", "say \"no\""], .labelLists),
        Sample(
            "lists of one class", ["['neg']", "['pos']"], names: [["neg"], ["pos"]], classes: ["neg", "pos"],
            .labelLists),
        Sample(
            "JSON lists of one class", [#"["neg"]"#, "pos"], names: [["neg"], ["pos"]], classes: ["neg", "pos"],
            .labelLists),
        Sample(
            "classes with brackets that are no lists", ["[UNK]", "a [b]"], names: [["[UNK]"], ["a [b]"]],
            classes: ["[UNK]", "a [b]"]),
        Sample(
            "Label Studio's choices", [#"{"choices":["A","B"]}"#, "C"], .several, names: [["A", "B"], ["C"]],
            classes: ["A", "B", "C"], .labelLists),
        Sample(
            "objects", ["{'name': 'a'}", #"[{"start": 0}]"#], names: [["{'name': 'a'}"], [#"[{"start": 0}]"#]],
            classes: [#"[{"start": 0}]"#, "{'name': 'a'}"], .labelObjects),
        // Spellings.
        Sample(
            "booleans beside 1 and 0", ["true", "1", "False", "0.0"], names: [["1"], ["1"], ["0"], ["0"]],
            classes: ["0", "1"], .sameValue),
        Sample(
            "a boolean beside other numbers", ["true", "1", "2"], names: [["true"], ["1"], ["2"]],
            classes: ["1", "2", "true"], .sameValue),
        Sample("a boolean and the other number", ["true", "0"], names: [["true"], ["0"]], classes: ["0", "true"]),
        Sample(
            "Unicode forms", ["caf\u{E9}", "cafe\u{301}", "bar"], names: [["caf\u{E9}"], ["caf\u{E9}"], ["bar"]],
            classes: ["bar", "caf\u{E9}"], .sameValue),
        Sample(
            "Unicode forms in lists", ["a|e\u{301}", "\u{E9}|e\u{301}"], .several,
            names: [["a", "e\u{301}"], ["e\u{301}"]], classes: ["a", "e\u{301}"], .sameValue),
        Sample(
            "decimal commas of grades", ["1,5", "1,0", "2"], .ordinal, names: [["1.5"], ["1.0"], ["2"]],
            classes: ["1.0", "1.5", "2"], .decimalComma),
        Sample(
            "a grade with and without a decimal comma", ["1,0", "1"], .ordinal, names: [["1"], ["1"]], classes: ["1"],
            .decimalComma, .sameValue),
        // Masks.
        Sample(
            "masks", ["[0, 1, 0]", "[1, 1, 0]", "[0, 0, 0]"], .several, names: [["1"], ["0", "1"], []],
            classes: ["0", "1", "2"], .labelLists, .labelMasks),
        Sample(
            "numpy masks of floats", ["[0. 1. 0.]", "[1. 0. 1.]"], .several, names: [["1"], ["0", "2"]],
            classes: ["0", "1", "2"], .labelLists, .labelMasks),
        Sample(
            "masks from JSON arrays", ["0|1|0", "1|1|0"], .several, names: [["1"], ["0", "1"]],
            classes: ["0", "1", "2"], .labelMasks),
        Sample(
            "masks with names", ["[1, 0, 0]", "[0, 1, 1]"], .several,
            LabelSettings(names: ["0": "toxic", "1": "insult", "2": "threat"]),
            names: [["toxic"], ["insult", "threat"]], classes: ["toxic", "insult", "threat"], .labelLists, .labelMasks),
        Sample(
            "one-hot classes", ["[0, 1, 0]", "[1, 0, 0]"], names: [["1"], ["0"]], classes: ["0", "1", "2"],
            .oneHotLabels),
        Sample(
            "indices that could be a mask", ["0|1", "1|0"], .several, names: [["0", "1"], ["1", "0"]],
            classes: ["0", "1"], .possibleMasks),
        // fastText.
        Sample(
            "fastText classes", ["__label__neg", "__label__pos"], names: [["neg"], ["pos"]], classes: ["neg", "pos"],
            .fastTextLabels),
        Sample(
            "several fastText labels", ["__label__a __label__b", "__label__b"], .several, names: [["a", "b"], ["b"]],
            classes: ["a", "b"], .fastTextLabels),
        Sample(
            "fastText labels with commas", ["__label__a,__label__b", "__label__b"], .several,
            names: [["a", "b"], ["b"]], classes: ["a", "b"], .fastTextLabels),
        Sample(
            "fastText labels with commas and spaces", ["__label__a, __label__b", "__label__b; __label__c"], .several,
            names: [["a", "b"], ["b", "c"]], classes: ["a", "b", "c"], .fastTextLabels),
        Sample(
            "a comma in a fastText class", ["__label__a,b", "__label__c"], names: [["a,b"], ["c"]],
            classes: ["a,b", "c"], .fastTextLabels),
        Sample(
            "one class with the prefix", ["__label__a", "b"], names: [["__label__a"], ["b"]],
            classes: ["__label__a", "b"]),
        // Separators.
        Sample("bars", ["a|b", "b| c"], .several, names: [["a", "b"], ["b", "c"]], classes: ["a", "b", "c"]),
        Sample(
            "numbers with commas", ["2,27", "3", "27"], .several, names: [["2", "27"], ["3"], ["27"]],
            classes: ["2", "3", "27"], .labelSeparator),
        Sample(
            "names with commas", ["food, service", "food", "service"], .several,
            names: [["food", "service"], ["food"], ["service"]], classes: ["food", "service"], .labelSeparator),
        Sample(
            "names with semicolons", ["food;service", "service;price", "price", "food"], .several,
            names: [["food", "service"], ["service", "price"], ["price"], ["food"]],
            classes: ["food", "price", "service"], .labelSeparator),
        Sample(
            "numbers with spaces", ["2 27", "3"], .several, names: [["2", "27"], ["3"]], classes: ["2", "3", "27"],
            .labelSeparator),
        Sample(
            "names that hold a comma", ["Sales, Marketing", "IT", "HR"], .several,
            names: [["Sales, Marketing"], ["IT"], ["HR"]], classes: ["HR", "IT", "Sales, Marketing"],
            .possibleSeparator),
        Sample(
            "commas beside bars", ["a, b", "a|b"], .several, names: [["a", "b"], ["a", "b"]], classes: ["a", "b"],
            .labelSeparator),
        Sample(
            "commas beside lists", ["a, b", "['a', 'b']"], .several, names: [["a", "b"], ["a", "b"]],
            classes: ["a", "b"], .labelLists, .labelSeparator),
        Sample(
            "names with commas beside bars", ["Sales, Marketing", "IT|HR"], .several,
            names: [["Sales, Marketing"], ["IT", "HR"]], classes: ["HR", "IT", "Sales, Marketing"],
            .possibleSeparator),
        Sample(
            "semicolons beside commas", ["a;b", "a, b"], .several, names: [["a;b"], ["a, b"]],
            classes: ["a, b", "a;b"], .possibleSeparator),
        Sample(
            "semicolons beside commas and single labels", ["a;b", "a, b", "a", "b"], .several,
            names: [["a", "b"], ["a", "b"], ["a"], ["b"]], classes: ["a", "b"], .labelSeparator, .labelSeparator),
        Sample(
            "spaces between numbers beside bars", ["2 27", "2|27"], .several, names: [["2", "27"], ["2", "27"]],
            classes: ["2", "27"], .labelSeparator),
        Sample(
            "a name with a comma in a list", ["['a, b', 'c']", "a|b"], .several,
            names: [["a, b", "c"], ["a", "b"]], classes: ["a", "a, b", "b", "c"], .labelLists),
        Sample(
            "words in names", ["very good", "good"], .several, names: [["very good"], ["good"]],
            classes: ["good", "very good"]),
        Sample(
            "a separator that was named", ["a/b", "c"], .several, LabelSettings(separator: .text("/")),
            names: [["a", "b"], ["c"]], classes: ["a", "b", "c"]),
        Sample(
            "no separator", ["2,27", "3"], .several, LabelSettings(separator: .none), names: [["2,27"], ["3"]],
            classes: ["2,27", "3"]),
        Sample(
            "several labels under a task of one", ["2,27", "3"], names: [["2,27"], ["3"]], classes: ["2,27", "3"],
            .severalLabels),
        Sample(
            "bars under a task of one", ["a|b", "a"], names: [["a|b"], ["a"]], classes: ["a", "a|b"], .severalLabels),
        // Spellings.
        Sample(
            "1 and 1.0", ["1", "0", "1.0"], names: [["1"], ["0"], ["1"]], classes: ["0", "1"], .sameValue),
        Sample(
            "1.00, 1e0 and +1", ["1.00", "1e0", "+1", "0"], names: [["1"], ["1"], ["1"], ["0"]], classes: ["0", "1"],
            .sameValue),
        Sample(
            "True and true", ["True", "true", "False"], names: [["true"], ["true"], ["false"]],
            classes: ["false", "true"], .sameValue),
        Sample(
            "1 and 1.0 of several", ["1", "1.0", "2"], .several, names: [["1"], ["1"], ["2"]], classes: ["1", "2"],
            .sameValue),
        Sample(
            "bars between 1, 1.0 and 2.0", ["1|2.0", "2", "1.0"], .several, names: [["1", "2"], ["2"], ["1"]],
            classes: ["1", "2"], .sameValue),
        Sample(
            "one label twice in a list", ["[2, 2.0]", "[3]"], .several, names: [["2"], ["3"]], classes: ["2", "3"],
            .labelLists, .sameValue),
        Sample(
            "[1.0] beside [1]", ["[1.0]", "[1]", "[2]"], .several, names: [["1"], ["1"], ["2"]],
            classes: ["1", "2"], .labelLists, .sameValue),
        Sample(
            "True and true of several", ["True|false", "true"], .several, names: [["true", "false"], ["true"]],
            classes: ["false", "true"], .sameValue),
        Sample(
            "zeros in front of several", ["01|2", "1"], .several, names: [["01", "2"], ["1"]],
            classes: ["01", "1", "2"], .sameValue),
        Sample(
            "numbers beside names of several", ["1.0|beta", "1"], .several, names: [["1.0", "beta"], ["1"]],
            classes: ["1", "1.0", "beta"], .sameValue),
        Sample(
            "zeros in front", ["01", "1", "2"], names: [["01"], ["1"], ["2"]], classes: ["01", "1", "2"], .sameValue),
        Sample(
            "zeros in front of grades", ["01", "1", "2.0"], .ordinal, names: [["1"], ["1"], ["2"]],
            classes: ["1", "2"], .sameValue),
        Sample(
            "versions beside names", ["1.0", "1", "beta"], names: [["1.0"], ["1"], ["beta"]],
            classes: ["1", "1.0", "beta"], .sameValue),
        Sample(
            "numbers past double precision", ["9007199254740993", "9007199254740992"],
            names: [["9007199254740993"], ["9007199254740992"]], classes: ["9007199254740992", "9007199254740993"]),
        Sample("floats alone", ["1.0", "0.0"], names: [["1.0"], ["0.0"]], classes: ["0.0", "1.0"]),
        Sample(
            "capitals", ["Pos", "pos", "neg"], names: [["Pos"], ["pos"], ["neg"]], classes: ["Pos", "neg", "pos"],
            .similarLabels),
        Sample(
            "white space", ["very  good", "very good", "very\u{A0}good"],
            names: [["very  good"], ["very good"], ["very\u{A0}good"]],
            classes: ["very  good", "very good", "very\u{A0}good"], .similarLabels),
        Sample(
            "characters of no width", ["\u{200B}a", "a"], names: [["\u{200B}a"], ["a"]], classes: ["a", "\u{200B}a"],
            .similarLabels),
        Sample(
            "missing values", ["nan", "pos", "neg"], names: [["nan"], ["pos"], ["neg"]],
            classes: ["nan", "neg", "pos"],
            .missingValues),
        Sample(
            "dates", ["2024-05-31", "2024-06-01"], names: [["2024-05-31"], ["2024-06-01"]],
            classes: ["2024-05-31", "2024-06-01"], .dates),
        // Names and orders.
        Sample(
            "names for numbers", ["0", "1"], .single, LabelSettings(names: ["0": "positive", "1": "negative"]),
            names: [["positive"], ["negative"]], classes: ["positive", "negative"]),
        Sample(
            "names for floats", ["0.0", "1.0"], .single, LabelSettings(names: ["0": "no", "1": "yes"]),
            names: [["no"], ["yes"]], classes: ["no", "yes"]),
        Sample(
            "one name for two labels", ["pos", "Pos", "neg"], .single, LabelSettings(names: ["Pos": "pos"]),
            names: [["pos"], ["pos"], ["neg"]], classes: ["pos", "neg"]),
        Sample(
            "an order", ["high", "low"], .ordinal, LabelSettings(order: ["low", "medium", "high"]),
            names: [["high"], ["low"]], classes: ["low", "medium", "high"]),
        // Numbers.
        Sample("numbers", ["4.5", "-3", "1e3"], .number, names: [["4.5"], ["-3"], ["1e3"]], classes: []),
        Sample(
            "decimal commas", ["4,5", "1,0", "3"], .number, names: [["4.5"], ["1.0"], ["3"]], classes: [],
            .decimalComma),
        Sample(
            "negative decimal commas", ["-0,25", "12,125"], .number, names: [["-0.25"], ["12.125"]], classes: [],
            .decimalComma),
        Sample("numbers in lists", ["[4.5]", "[1]"], .number, names: [["4.5"], ["1"]], classes: [], .labelLists),
    ]

    @Test(arguments: samples)
    func reads(_ sample: Sample) throws {
        let reading = try Self.read(sample.labels, sample.kind, sample.settings)
        #expect(reading.names == sample.names)
        #expect(reading.classes == sample.classes)
        #expect(reading.findings.map(\.code) == sample.codes)
        #expect(reading.findings.allSatisfy { $0.file == "rows.csv" && $0.line ?? 0 >= 2 && $0.count > 0 })
    }

    /// Labels that do not suit a kind, with the error message.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let labels: [String]
        let kind: LabelKind
        let settings: LabelSettings
        let message: String

        init(
            _ what: String, _ labels: [String], _ kind: LabelKind, settings: LabelSettings = .automatic,
            _ message: String
        ) {
            testDescription = what
            (self.labels, self.kind, self.settings, self.message) = (labels, kind, settings, message)
        }
    }

    static let faults: [Fault] = [
        Fault(
            "a list of two classes", ["['a']", "['a', 'b']"], .single,
            """
            rows.csv:3: the label is a list of 2 labels
              expected: one label for each row
              found:    ['a', 'b']
              try:      choose the task multi-label where a row may have several labels
            """),
        Fault(
            "an empty list", ["['a']", "[]"], .ordinal,
            """
            rows.csv:3: the label is missing
              found:    []
              try:      label the row or remove it
            """),
        Fault(
            "two fastText classes", ["__label__a __label__b"], .single,
            """
            rows.csv:2: the row has 2 labels
              expected: one label for each row
              found:    __label__a __label__b
              try:      choose the task multi-label where a row may have several labels
            """),
        Fault(
            "shares", ["[0.2, 0.8]", "[1, 0]"], .several,
            """
            rows.csv:2: the label is a list of shares
              expected: 1 or 0 for each label
              found:    [0.2, 0.8]
              try:      round the shares to 1 and 0
            """),
        Fault(
            "names without order", ["1", "low"], .ordinal,
            """
            rows.csv:3: the label is not a number
              expected: a number, or an order of the labels
              found:    "low"
              try:      name the labels from the lowest to the highest (--label-order)
            """),
        Fault(
            "a name outside the order", ["low", "hihg"], .ordinal, settings: LabelSettings(order: ["low", "high"]),
            """
            rows.csv:3: the label "hihg" is not in the order of labels
              expected: one of "low", "high"
              try:      did you mean "high"?
            """),
        Fault(
            "an order for another task", ["low"], .single, settings: LabelSettings(order: ["low", "high"]),
            """
            an order of labels needs the task ordinal
              found:    labels of the kind single
            """),
        Fault(
            "names for numbers", ["1"], .number, settings: LabelSettings(names: ["1": "one"]),
            """
            numbers have no names of labels
              try:      leave out the names
            """),
        Fault(
            "commas that may separate thousands", ["1,000", "2,500"], .number,
            """
            rows.csv:2: the comma in the label may be a decimal comma or separate thousands
              expected: numbers with a decimal point and nothing else
              found:    "1,000"
              try:      write a decimal point, and thousands without a separator
            """),
        Fault(
            "commas and points", ["4.5", "3,5"], .number,
            """
            rows.csv:3: the file has numbers with a comma and numbers with a point
              expected: numbers with a decimal point and nothing else
              found:    "3,5"
              try:      write a decimal point, and thousands without a separator
            """),
        Fault(
            "a comma and a point", ["1.234,5"], .number,
            """
            rows.csv:2: the label is not a number
              expected: a number
              found:    "1.234,5"
              try:      write a decimal point in place of a comma, and thousands without a separator
            """),
        Fault(
            "a unit", ["95%"], .number,
            """
            rows.csv:2: the label is not a number
              expected: a number
              found:    "95%"
              try:      write the number without its unit
            """),
        Fault(
            "infinity", ["1", "inf"], .number,
            """
            rows.csv:3: the label is not a number
              expected: a number
              found:    "inf"
            """),
        Fault(
            "a hexadecimal number", ["0x10"], .number,
            """
            rows.csv:2: the label is not a number
              expected: a number
              found:    "0x10"
            """),
    ]

    @Test(arguments: faults)
    func refuses(_ fault: Fault) {
        #expect(message { _ = try Self.read(fault.labels, fault.kind, fault.settings) } == fault.message)
    }

    @Test func `Unicode forms stay apart as bytes until they are read`() throws {
        var collector = WrittenLabel.Collector()
        for (line, label) in ["cafe\u{301}", "caf\u{E9}", "caf\u{E9}"].enumerated() {
            collector.add(Row(text: "a", label: label, line: line + 2))
        }
        #expect(collector.written.map(\.count) == [1, 2])
        let reading = try LabelReading(collector.written, kind: .single, path: "rows.csv")
        #expect(reading.classes.map { Array($0.utf8) } == [Array("caf\u{E9}".utf8)])
    }

    @Test func `names of columns are not looked into`() throws {
        let reading = try Self.read(["0|1", "a,b", "1"], .several, areColumns: true)
        #expect(reading.names == [["0", "1"], ["a,b"], ["1"]])
        #expect(reading.findings.isEmpty)
    }

    @Test func `a label for every row is said`() throws {
        let numbers = try Self.read((0..<30).map { "\($0)" }, .single)
        #expect(numbers.findings.map(\.code) == [.manyLabels])
        #expect(numbers.findings.first?.sentence.contains("regression") == true)
        let names = try Self.read((0..<30).map { "id\($0)" }, .single)
        #expect(names.findings.first?.sentence.contains("column of the labels") == true)
        #expect(try Self.read((0..<19).map { "\($0)" }, .single).findings.isEmpty)
    }

    @Test(arguments: [
        (LabelKind.number, ["1.5", "n/a", "2", "?"], [1, 3]), (.ordinal, ["1", "low", "2"], [1]),
        (.single, ["['a']", "['a', 'b']", "['b']", "[]"], [1, 3]), (.several, ["a|b", "c"], []),
    ])
    func `bad labels can be left out`(_ kind: LabelKind, _ labels: [String], _ bad: [Int]) throws {
        let written = labels.enumerated().map { WrittenLabel(text: $1, count: 1, line: $0 + 2) }
        let (reading, faults) = try LabelReading.leavingOutBadLabels(written, kind: kind, path: "rows.csv")
        #expect(faults.keys.sorted() == bad)
        #expect(reading.written == written)
        #expect(reading.names.indices.filter { reading.names[$0].isEmpty } == bad)
    }
}
