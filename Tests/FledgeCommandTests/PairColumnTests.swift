import Foundation
import TestSupport
import Testing

/// Models of pairs and of single texts on the command line.
@Suite struct PairColumnTests {
    private let workspace: Workspace
    private let rows = TinyReviews.rows(24)

    init() throws {
        workspace = try Workspace()
        try workspace.directory.write("pairs.tsv", table(["a", "b", "label"], "\t"))
    }

    private func table(_ header: [String], _ separator: String) -> String {
        let lines = rows.map { [$0.text, "the soup was \($0.label == "positive" ? "good" : "bad")", $0.label] }
        return ([header] + lines).map { $0.joined(separator: separator) + "\n" }.joined()
    }

    private func train(_ output: String, _ more: [String]) throws {
        _ = try workspace.succeed(
            ["train", "-q", "--no-record", "--model", "model", "--train", "pairs.tsv", "--max-steps", "3"]
                + ["--text-column", "a", "--output", output] + more)
    }

    private func scores(_ text: String) throws -> [Double] {
        try text.split(separator: "\n").map { try #require(try Outcome.object(String($0))["score"] as? Double) }
    }

    /// Inputs that have the pair's column, with options that do not name it.
    @Test(arguments: [
        (["--input", "pairs.tsv"], false), (["--input", "pairs.tsv", "--text-column", "a"], false),
        (["--input", "pairs.csv"], false), (["--input", "pairs.jsonl"], false), ([], true), (["-"], true),
    ])
    func thePairIsRemembered(arguments: [String], isStream: Bool) throws {
        try train("pairs", ["--pair-column", "b"])
        try workspace.directory.write("pairs.csv", table(["a", "b", "label"], ","))
        let objects = rows.map {
            "{\"a\": \"\($0.text)\", \"b\": \"the soup was \($0.label == "positive" ? "good" : "bad")\"}\n"
        }.joined()
        try workspace.directory.write("pairs.jsonl", objects)
        let named = try workspace.succeed([
            "label", "--model", "pairs", "--input", "pairs.tsv", "--text-column", "a", "--pair-column", "b",
        ])
        let remembered = try workspace.run(["label", "--model", "pairs"] + arguments, input: isStream ? objects : "")
        #expect(remembered.status == 0, "\(remembered.errors)")
        #expect(remembered.errors.contains("pairs of texts, as in training: the second text is in b"))
        #expect(try scores(remembered.text) == scores(named.text))
    }

    /// Inputs without the second text.
    @Test(arguments: [
        ("other.tsv", "a\tc\nthe film\tthe soup\n"), ("other.csv", "a,c\nthe film,the soup\n"),
        ("other.jsonl", "{\"a\": \"the film\"}\n"), ("other.txt", "the film was good\n"), ("one.tsv", "a\nthe film\n"),
    ])
    func aMissingPairIsAnError(name: String, content: String) throws {
        try train("pairs", ["--pair-column", "b"])
        try workspace.directory.write(name, content)
        let outcome = try workspace.run(["label", "--model", "pairs", "--input", name])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("the model was trained on pairs"), "\(outcome.errors)")
        #expect(outcome.text.isEmpty)
    }

    @Test func aPairForAModelOfSingleTextsIsSaid() throws {
        try train("single", [])
        let single = try workspace.succeed(["label", "--model", "single", "--input", "pairs.tsv"])
        #expect(!single.errors.contains("pair"))
        let pairs = try workspace.succeed(["label", "--model", "single", "--input", "pairs.tsv", "--pair-column", "b"])
        #expect(pairs.errors.contains("warning: single was trained on single texts"))
        let evaluation = try workspace.succeed(
            ["evaluate", "--model", "single", "--data", "pairs.tsv", "--pair-column", "b"])
        #expect(evaluation.errors.contains("warning: the model was trained on single texts and is evaluated on pairs"))
    }

    @Test(arguments: [["--validation-share", "0"], ["--validation-share", "1"], ["--validation-share", "-0.5"]])
    func sharesThatMakeNoSense(more: [String]) throws {
        let base = ["train", "--model", "model", "--train", "pairs.tsv", "--output", "output", "--text-column", "a"]
        #expect(try workspace.run(base + [more.joined(separator: "=")]).status == 64)
        let both = try workspace.run(base + ["--validation-share", "0.2", "--validation", "pairs.tsv"])
        #expect(both.errors.contains("--validation and --validation-share exclude each other"))
    }

    @Test func heldOutRowsAreReported() throws {
        let outcome = try workspace.succeed([
            "train", "--model", "model", "--train", "pairs.tsv", "--output", "output", "--text-column", "a",
            "--max-steps",
            "2", "--validation-share", "0.25", "--no-record",
        ])
        #expect(outcome.errors.contains("validation: 6 rows of pairs.tsv"), "\(outcome.errors)")
        #expect(outcome.errors.contains("held out of the training data (seed 0)"))
        #expect(outcome.text.contains("macro average"))
    }

    /// The columns by number and the missing header line, for files of either kind.
    @Test func columnsByNumberAreRemembered() throws {
        let body = rows.map { "x\t\($0.label)\t\($0.text)\n" }.joined()
        try workspace.directory.write("bare.tsv", body)
        try workspace.directory.write("named.tsv", "id\tlabel\ttext\n" + body)
        let columns = ["--no-header", "--text-column", "3", "--label-column", "2"]
        _ = try workspace.succeed(
            ["train", "-q", "--no-record", "--model", "model", "--train", "bare.tsv", "--max-steps", "3"]
                + ["--output", "out"] + columns)
        let expected = try workspace.succeed(
            ["label", "--model", "out", "--input", "bare.tsv", "--no-header", "--text-column", "3"])
        for file in ["bare.tsv", "named.tsv"] {
            let isSaid = file == "bare.tsv"
            let labelled = try workspace.succeed(["label", "--model", "out", "--input", file])
            #expect(try scores(labelled.text) == scores(expected.text))
            #expect(labelled.errors.contains("\(file): the first line is taken for data") == isSaid)
            let evaluation = try workspace.succeed(["evaluate", "--model", "out", "--data", file])
            #expect(evaluation.errors.contains("24 rows of \(file)"))
            #expect(evaluation.errors.contains("\(file): the first line is taken for data") == isSaid)
        }
    }
}
