import Foundation
import TestSupport
import Testing

/// The errors about invalid data files.
@Suite struct DataFailureTests {
    /// A training file, and the expected error.
    private static func file(
        _ name: String, _ content: String, _ message: String, format: String = "tsv", _ arguments: String...
    ) -> Failure {
        Failure(name, 65, message) { workspace in
            let path = try workspace.directory.write("rows.\(format)", content)
            return ["train", "--model", workspace.model, "--train", path, "--output", workspace.path("output")]
                + arguments
        }
    }

    static let trainingFiles = [
        file("empty", "", "DIR/rows.tsv: the file is empty"),
        file("header only", "text\tlabel\n", "DIR/rows.tsv: the file has a header line but no rows"),
        file(
            "header only in CSV", "text,label\r\n", "DIR/rows.csv: the file has a header line but no rows",
            format: "csv"),
        file("blank lines only", "\n\n", "DIR/rows.jsonl: the file has only blank lines", format: "jsonl"),
        file(
            "one label", "text\tlabel\nthe film\tgood\nthe soup\tgood\n",
            """
            DIR/rows.tsv: only one label
              expected: at least two different labels
              found:    "good"
            """),
        file(
            "wrong text column", "text\tlabel\nthe film\tgood\nthe soup\tbad\n",
            """
            DIR/rows.tsv:1: no column "txet"
              found:    "text", "label"
              try:      did you mean "text"?
            """, "--text-column", "txet"),
        file(
            "wrong label column", "id\ttext\tsentiment\n1\tthe film\tgood\n2\tthe soup\tbad\n",
            """
            DIR/rows.tsv:1: no column "sentimnt"
              found:    "id", "text", "sentiment"
              try:      did you mean "sentiment"?
            """, "--label-column", "sentimnt"),
        file(
            "wrong pair column", "text,label\nthe film,good\nthe soup,bad\n",
            """
            DIR/rows.csv:1: no column "zzz"
              found:    "text", "label"
              try:      name one of the columns found
            """, format: "csv", "--pair-column", "zzz"),
        file(
            "wrong JSON key", #"{"text": "the film", "label": "good"}"# + "\n",
            """
            DIR/rows.jsonl:1: no column "labels"
              found:    "text", "label"
              try:      did you mean "label"?
            """, format: "jsonl", "--label-column", "labels"),
        file(
            "no column of a usual name", "words\tlabel\nthe film\tgood\n",
            """
            DIR/rows.tsv:1: no text column found
              expected: one of "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1"
              found:    "words", "label"
              try:      name the text's column with --text-column, or, if the first line holds data, pass --no-header and \
            give the columns by number: --text-column 1 --label-column 2
            """),
        file(
            "too few columns", "text\tlabel\nthe film\tgood\nthe soup\n",
            """
            DIR/rows.tsv:3: too few columns
              expected: 2 columns
              found:    1
              try:      complete the row or remove it; or pass --skip-bad-rows to leave out such rows
            """),
        file(
            "empty text", "text\tlabel\n \tgood\n",
            "DIR/rows.tsv:2: the text is empty\n  try:      remove the row; or pass --skip-bad-rows to leave out such rows"
        ),
        file(
            "missing label", "text\tlabel\nthe film\t\n",
            "DIR/rows.tsv:2: the label is missing\n  try:      label the row or remove it; or pass --skip-bad-rows to leave out such rows"
        ),
        file(
            "plain text", "the film\n",
            "DIR/rows.txt: plain text has no labels\n  expected: a TSV, CSV or JSON Lines file, or lines that begin with __label__x",
            format: "txt"),
    ]

    @Test(arguments: trainingFiles)
    func refusesTrainingFile(_ failure: Failure) throws { try failure.check() }

    private static let missing = "no such file or directory\n  try:      check the path"
    private static let unknownLabel = """
        DIR/other.tsv:3: the label "positve" does not occur in training
          expected: one of "negative", "neutral", "positive"
          try:      did you mean "positive"?
        """
    private static let noKnownLabel = """
        DIR/other.tsv:2: no label of the file is one of the model's
          expected: one of "negative", "neutral", "positive"
          found:    "good", "bad"
          try:      say which label is which, such as --label-names "good=negative", or give indices of classes from 0 to 2
        """
    private static let invalidUTF8 = """
        invalid UTF-8 at byte 7 of the line
          found:    byte 0xE9
          try:      name another encoding (--encoding windows-1252), or convert the input: iconv -f LATIN1 -t UTF-8; or pass --skip-bad-rows to leave out such rows
        """
    private static let rowsOfUnknownLabel = "text\tlabel\nthe film\tpositive\nthe soup\tpositve\n"

    /// Two rows, the second of which has a Latin-1 byte.
    private static func writeLatin1(in workspace: Workspace) throws -> String {
        try workspace.directory.write(
            "latin.tsv", Data("text\tlabel\nthe film\tgood\nthe caf".utf8) + [0xE9] + Data("\tbad\n".utf8))
    }

    static let otherFiles = [
        Failure.training("missing training file", 66, "DIR/absent.tsv: \(missing)", "--train", "DIR/absent.tsv"),
        .training("missing validation file", 66, "DIR/absent.tsv: \(missing)", "--validation", "DIR/absent.tsv"),
        .training(
            "a directory in place of a file", 66, "DIR/model: is a directory\n  expected: a file", "--train",
            "DIR/model",
            "--input-format", "tsv"),
        .training(
            "unknown extension", 64,
            """
            DIR/rows.data: the file's format is not known by its name
              expected: one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt
              found:    .data
              try:      name the format (--input-format)
            """, "--train", "DIR/rows.data"
        ) { try $0.directory.write("rows.data", "text\tlabel\n") },
        .training("empty validation file", 65, "DIR/other.tsv: the file is empty", "--validation", "DIR/other.tsv") {
            try $0.directory.write("other.tsv", "")
        },
        .training("label seen only in validation", 65, unknownLabel, "--validation", "DIR/other.tsv") {
            try $0.directory.write("other.tsv", rowsOfUnknownLabel)
        },
        .training("invalid UTF-8 to learn from", 65, "DIR/latin.tsv:3: \(invalidUTF8)", "--train", "DIR/latin.tsv") {
            _ = try writeLatin1(in: $0)
        },
        .training("invalid UTF-8 to validate", 65, "DIR/latin.tsv:3: \(invalidUTF8)", "--validation", "DIR/latin.tsv") {
            _ = try writeLatin1(in: $0)
        },
        Failure("missing file to evaluate", 66, "DIR/absent.tsv: \(missing)") {
            ["evaluate", "--model", try $0.writeClassifier(), "--data", $0.path("absent.tsv")]
        },
        Failure("empty file to evaluate", 65, "DIR/other.tsv: the file is empty") {
            let data = try $0.directory.write("other.tsv", "")
            return ["evaluate", "--model", try $0.writeClassifier(), "--data", data]
        },
        Failure("unknown label to evaluate", 65, unknownLabel) {
            let data = try $0.directory.write("other.tsv", rowsOfUnknownLabel)
            return ["evaluate", "--model", try $0.writeClassifier(), "--data", data, "--unseen-labels", "error"]
        },
        Failure("no known label to evaluate", 65, noKnownLabel) {
            let data = try $0.directory.write("other.tsv", "text\tlabel\nthe film\tgood\nthe soup\tbad\n")
            return ["evaluate", "--model", try $0.writeClassifier(), "--data", data]
        },
        Failure("missing file to label", 66, "DIR/absent.txt: \(missing)") {
            ["label", "--model", try $0.writeClassifier(), "--input", $0.path("absent.txt")]
        },
        Failure("empty file to embed", 65, "DIR/other.txt: the file is empty") {
            let input = try $0.directory.write("other.txt", "")
            return ["embed", "--model", $0.model, "--input", input, "--output", $0.path("embedded")]
        },
    ]

    @Test(arguments: otherFiles)
    func refusesFile(_ failure: Failure) throws { try failure.check() }

    /// A broken row is reported with its line; the others are processed.
    @Test func aBrokenLineIsNotTheEnd() throws {
        let workspace = try Workspace()
        let lines = (0..<2000).map { #"{"text": "the film \#($0)"}"# } + [#"{"text": 1}"#]
        let input = try workspace.directory.write("lines.jsonl", lines.joined(separator: "\n"))
        for (command, model) in [("label", try workspace.writeClassifier()), ("embed", workspace.model)] {
            let output = workspace.path("\(command).jsonl")
            let outcome = try workspace.run(
                [command, "--model", model, "--input", input, "--output", output, "--quiet"])
            #expect(outcome.status == 65)
            #expect(
                outcome.errors == "fledge: warning: 1 row cannot be used: see DIR/\(command).rejects.jsonl\n")
            let rejects = try String(contentsOfFile: workspace.path("\(command).rejects.jsonl"), encoding: .utf8)
            #expect(
                rejects == #"{"line":2001,"reason":"the text is not a string (expected a string for the key \"text\", "#
                    + #"found 1)","source":"{\"text\": 1}"}"# + "\n")
            let labelled = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
            // An embedding is identified only by its position.
            #expect(labelled.count == (command == "embed" ? 2001 : 2000))
            #expect(command == "label" || labelled.last == #"{"embedding":null}"#)
        }
    }
}
