import Foundation
import TestSupport
import Testing

/// Every trained weight, embedding, label and metric of a fixed list of runs has the bits that were recorded.
///
/// `scripts/record-run-digests` records them, with these variables: `RUN_DIGESTS_RECORD=1` records instead of comparing,
/// `RUN_DIGESTS_ONLY=train/` takes only runs whose names contain it, `FLEDGE` names another program, and
/// `RUN_DIGESTS_KEEP` a directory for the digested content, so that the results of two programs can be compared with
/// `diff -r`.
@Suite struct RunDigestTests {
    @Test(.enabled(if: RunLevel.avx512.obstacle == nil, RunLevel.avx512.comment), arguments: RunLevel.avx512.runs)
    func avx512(run: DigestedRun) throws { try check(run, at: .avx512) }

    @Test(.enabled(if: RunLevel.avx2.obstacle == nil, RunLevel.avx2.comment), arguments: RunLevel.avx2.runs)
    func avx2(run: DigestedRun) throws { try check(run, at: .avx2) }

    @Test(.enabled(if: RunLevel.portable.obstacle == nil, RunLevel.portable.comment), arguments: RunLevel.portable.runs)
    func portable(run: DigestedRun) throws { try check(run, at: .portable) }

    @Test func `the names of runs are unique`() {
        #expect(Set(DigestedRun.all.map(\.name)).count == DigestedRun.all.count)
    }

    private func check(_ run: DigestedRun, at level: RunLevel) throws {
        let environment = ProcessInfo.processInfo.environment
        let workspace = try Workspace(model: nil)
        try RunInputs.copy(to: workspace.directory.path)
        let program = try environment["FLEDGE"] ?? FledgeExecutable.path()
        let outcome = try workspace.shell(
            DigestedRun.prelude + run.script, environment: level.environment.merging(["FLEDGE": program]) { $1 })
        try #require(outcome.status == 0, "\(run.name): \(outcome.errors)")
        var digests: [String: String] = [:]
        for name in run.outputs {
            let output = try RunOutput(path: workspace.path(name))
            digests[RunDigests.key(run, name)] = output.digest
            if let place = environment["RUN_DIGESTS_KEEP"] {
                let file = URL(fileURLWithPath: "\(place)/\(level.rawValue)/\(run.name)/\(name)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try output.content.write(to: file)
            }
        }
        if RunDigests.isRecording { return try RunDigests.record(digests, at: level) }
        let recorded = try #require(RunDigests.recorded(at: level)).digests
        for (name, digest) in digests.sorted(by: { $0.key < $1.key }) {
            #expect(digest == recorded[name], "\(name) has changed at \(level.rawValue)")
        }
    }
}

extension RunLevel {
    /// ``obstacle`` as the comment of a skipped test.
    fileprivate var comment: Comment { Comment(rawValue: obstacle ?? "") }
}
