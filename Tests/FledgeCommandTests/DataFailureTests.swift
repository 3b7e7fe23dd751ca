import Foundation
import TestSupport
import Testing

/// What is said of files of rows that are not in order.
@Suite struct DataFailureTests {
    /// A file of which training is to learn, with what must be said of it.
    private static func file(
        _ name: String, _ content: String, _ message: String, format: String = "tsv", _ arguments: String...
    ) -> Failure {
        Failure(name, 65, message) { workspace in
            let path = try workspace.directory.write("rows.\(format)", content)
            return ["train", "--model", workspace.model, "--train", path, "--output", workspace.path("output")]
                + arguments
        }
    }

    static let wrongFiles = [
        file("empty", "", "DIR/rows.tsv: the file is empty"),
        file("header only", "text\tlabel\n", "DIR/rows.tsv: the file has a header line but no rows"),
        file("header only, CSV", "text,label\r\n", "DIR/rows.csv: the file has a header line but no rows", format: "csv"),
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
            "no column of a usual name", "words\tlabel\nthe film\tgood\n",
            """
            DIR/rows.tsv:1: no text column found
              expected: one of "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1"
              found:    "words", "label"
              try:      name the text's column, or give its number if the file has no header line
            """),
        file(
            "one column for text and label", "text\tlabel\nthe film\tgood\n",
            """
            DIR/rows.tsv:2: too few columns
              expected: 2 columns
              found:    1
              try:      complete the row or remove it
            """.replacingOccurrences(of: ":2", with: ":3"), "--epochs", "1").withSecondLine("the soup"),
        file(
            "empty text", "text\tlabel\n \tgood\n",
            "DIR/rows.tsv:2: the text is empty\n  try:      remove the row"),
        file(
            "missing label", "text\tlabel\nthe film\t\n",
            "DIR/rows.tsv:2: the label is missing\n  try:      label the row or remove it"),
        file(
            "broken JSON", "{\"text\": \"the film\", \"label\": \"good\"}\n{\"text\": \"the soup\" \"label\": 1}\n",
            """
            DIR/rows.jsonl:2: broken JSON at byte 21 of the line
              expected: ',' or '}'
              found:    '"'
              try:      write one JSON object a line
            """, format: "jsonl"),
    ]
}
