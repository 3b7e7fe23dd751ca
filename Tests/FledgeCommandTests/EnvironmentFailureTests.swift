import Foundation
import TensorKernels
import Testing

/// The errors about environment variables that are invalid on this machine.
@Suite struct EnvironmentFailureTests {
    private static let processors = ProcessInfo.processInfo.activeProcessorCount

    @Test(arguments: ["0", "-1", "two", "\(processors + 1)"])
    func threadsCannotRun(word: String) throws {
        let outcome = try Workspace().run(["doctor"], environment: ["FLEDGE_THREADS": word])
        let range =
            Self.processors == 1 ? "1" : "1 to \(Self.processors), the processors that this process may run on"
        #expect(
            outcome.errors.hasSuffix(
                """
                FLEDGE_THREADS: the number of threads makes no sense on this machine
                  expected: \(range)
                  found:    \(word)
                  try:      unset the variable for a thread on each processor

                """))
        #expect(outcome.status == 64)
    }

    @Test func levelDoesNotExist() throws {
        let outcome = try Workspace().run(["doctor"], environment: ["FLEDGE_MAX_ISA": "avx1024"])
        #expect(outcome.errors.contains("FLEDGE_MAX_ISA: there is no such level of instructions\n  expected: portable"))
        #expect(outcome.errors.contains("\n  found:    avx1024\n"))
        #expect(outcome.status == 64)
    }

    /// A batch that is too large for any memory: the address space of the process is limited.
    @Test func memoryCannotBeHad() throws {
        let workspace = try Workspace()
        try workspace.writeRows("train.tsv", 60_000)
        let outcome = try workspace.shell(
            "ulimit -v 1200000; fledge train --model model --train train.tsv --output output --batch-size 60000 "
                + "--epochs 1 --precision fp32 --quiet")
        #expect(outcome.status == 71)
        #expect(
            outcome.errors.contains(
                " MB more cannot be had\n  try:      shorter texts (--maximum-length); when training also smaller batches"
            ),
            "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }

    /// Cache locations that do not exist yet, relative to the current directory or with a `~` that no shell has
    /// expanded.
    @Test(arguments: [
        ("c", "here/c"), ("cc", "here/cc"), ("w/x", "here/w/x"), ("./c", "here/c"), ("w/x/y/", "here/w/x/y"),
        ("~/c", "home/c"), ("~/w/x", "home/w/x"), ("$HOME/c", "home/c"), ("../c", "c"),
    ])
    func cacheIsCreatedWhereItIsNamed(place: String, expected: String) throws {
        let workspace = try Workspace()
        try workspace.writeRows("train.tsv", 12)
        let outcome = try workspace.shell(
            "mkdir home here; cd here; HOME=\(workspace.path("home")) FLEDGE_CACHE='\(place)' fledge train "
                + "--model ../model --train ../train.tsv --output output --max-steps 1 --quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for name in ["datasets.sqlite", "runs.sqlite"] {
            #expect(FileManager.default.fileExists(atPath: workspace.path("\(expected)/\(name)")))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workspace.path("here")).allSatisfy { !$0.contains("~") }
        )
    }

    private static let hasEveryLevel = Processor.features.contains("amx-tile")

    @Test(.disabled(if: hasEveryLevel, "this processor has every level"))
    func levelIsNotThisProcessors() throws {
        let outcome = try Workspace().run(["doctor"], environment: ["FLEDGE_MAX_ISA": "amx"])
        #expect(outcome.errors.contains("FLEDGE_MAX_ISA: this processor lacks the instructions of that level\n"))
        #expect(outcome.status == 64)
    }
}
