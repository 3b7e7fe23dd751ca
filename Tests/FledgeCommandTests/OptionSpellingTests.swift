import TestSupport
import Testing

/// Lists in options, with spaces as people write them.
@Suite struct OptionSpellingTests {
    @Test(arguments: ["low=2,high=1", "low=2, high=1", " low = 2 ,high= 1", "low=2,  high=1.0 ", "high=1, low=2"])
    func `weights of classes`(text: String) throws {
        let workspace = try Workspace()
        let rows = "text\tlabel\n" + String(repeating: "bad\tlow\nfine\thigh\n", count: 4)
        let path = try workspace.directory.write("a.tsv", rows)
        _ = try workspace.succeed([
            "train", "--model", workspace.model, "--train", path, "--output", workspace.path("output"), "--epochs", "1",
            "--no-record", "--class-weights", text,
        ])
    }

    @Test(arguments: ["p,q", "p, q", " p ,q", "p,  q ", "p , q"])
    func `columns of labels`(text: String) throws {
        let workspace = try Workspace(model: nil)
        let path = try workspace.directory.write("a.tsv", "text\tp\tq\na\t1\t0\nb\t0\t1\n")
        let outcome = try workspace.succeed(["data", "check", path, "--task", "multi-label", "--label-columns", text])
        #expect(outcome.text.contains("p (1), q (1)"))
    }
}
