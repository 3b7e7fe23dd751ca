import Foundation
import TestSupport
import Testing

/// `fledge label` with a pattern or a directory as input.
@Suite struct LabelSeveralFilesTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        _ = try workspace.writeClassifier()
        for name in ["b.csv", "a.csv"] {
            try workspace.directory.write("reviews/\(name)", "id,text\n\(name),the film was good\n")
        }
        try workspace.directory.write("reviews/notes.md", "nothing\n")
    }

    private func label(_ input: String, _ more: String...) throws -> Outcome {
        try workspace.run(["label", "--model", "classifier", "--input", input] + more)
    }

    @Test("each file has an output of the same name", arguments: ["reviews", "reviews/*.csv"])
    func labelsEach(input: String) throws {
        let outcome = try label(input, "--output", "labelled", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let summaries = try #require(
            try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
        #expect(summaries.map { $0["output"] as? String } == ["labelled/a.csv", "labelled/b.csv"])
        for name in ["a.csv", "b.csv"] {
            let written = try String(contentsOfFile: workspace.path("labelled/\(name)"), encoding: .utf8)
            #expect(written.hasPrefix("id,text,label,score\n\(name),the film was good,"))
        }
        // The same command resumes: existing outputs are left alone.
        try FileManager.default.removeItem(atPath: workspace.path("labelled/b.csv"))
        let again = try label(input, "--output", "labelled")
        #expect(again.errors.contains("labelled/a.csv exists already and is kept"))
        #expect(FileManager.default.fileExists(atPath: workspace.path("labelled/b.csv")))
    }

    @Test("several inputs have several outputs") func severalInputs() throws {
        let outcome = try label("reviews/a.csv", "--input", "reviews/b.csv", "--output", "labelled")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workspace.path("labelled")).sorted() == [
                "a.csv", "b.csv",
            ])
    }

    @Test("a pattern that matches one file writes one file") func oneFile() throws {
        let outcome = try label("reviews/a*.csv", "--output", "one.csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: workspace.path("one.csv")))
    }

    @Test("rejected rows of files with the same stem go to separate files") func rejectsOfOneStem() throws {
        try workspace.directory.write("mixed/r.csv", "text\ngood\n\" \"\n")
        try workspace.directory.write("mixed/r.jsonl", "{\"text\":\"good\"}\n{\"text\":\"\"}\n")
        let outcome = try label("mixed", "--output", "labelled")
        #expect(outcome.status == 65, "\(outcome.errors)")
        for name in ["r.csv", "r.jsonl"] {
            let rejects = try String(
                contentsOfFile: workspace.path("labelled/\(name).rejects.jsonl"), encoding: .utf8)
            #expect(rejects.contains("the text is empty"))
        }
        let refused = try label("mixed", "--output", "other", "--rejects", "mine.jsonl")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("mine.jsonl: --rejects names one file, and the inputs may be several"))
    }

    @Test("embeddings of several files are written in the requested format") func embeddings() throws {
        let outcome = try workspace.run([
            "embed", "--model", "classifier", "--pooling", "mean", "--input", "reviews", "--output", "vectors",
            "--format", "npy",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workspace.path("vectors")).sorted()
                == ["a.csv.npy", "b.csv.npy"])
        _ = try workspace.succeed([
            "embed", "--model", "classifier", "--pooling", "mean", "--input", "reviews/a.csv", "--output", "one.npy",
        ])
        #expect(try workspace.snapshot()["one.npy"]?.prefix(6) == Data([0x93]) + Data("NUMPY".utf8))
    }

    @Test("several files need an output directory") func needsADirectory() throws {
        let outcome = try label("reviews")
        #expect(outcome.status == 64)
        #expect(
            outcome.errors == """
                fledge: error: reviews: the input is 2 files
                  expected: --output DIRECTORY for theirs

                """)
    }
}
