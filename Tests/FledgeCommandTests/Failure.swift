import Foundation
import TestSupport
import Testing

/// A call that must fail, with this exit code and exactly this message, and without a trace on disk.
struct Failure: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let status: Int32
    private let message: String
    private let prepare: @Sendable (Workspace) throws -> [String]

    /// - Parameters:
    ///   - status: The exit code, one of sysexits.
    ///   - message: All of standard error after `fledge: error: `, with `DIR` for the workspace's path.
    ///   - prepare: Puts files into the workspace and returns the arguments.
    init(
        _ name: String, _ status: Int32, _ message: String,
        prepare: @escaping @Sendable (Workspace) throws -> [String]
    ) {
        testDescription = name
        self.status = status
        self.message = message
        self.prepare = prepare
    }

    /// Training on default rows, unless the extra arguments name others.
    static func training(
        _ name: String, _ status: Int32, _ message: String, _ extraArguments: String...,
        prepare: @escaping @Sendable (Workspace) throws -> Void = { _ in }
    ) -> Failure {
        Failure(name, status, message) { workspace in
            try prepare(workspace)
            try workspace.writeRows()
            let extra = extraArguments.map { $0.replacingOccurrences(of: "DIR", with: workspace.directory.path) }
            let data = extra.contains("--train") ? [] : ["--train", workspace.path("train.tsv")]
            let model = extra.contains("--model") ? [] : ["--model", workspace.model]
            return ["train", "--output", workspace.path("output")] + model + data + extra
        }
    }

    /// Runs the command and compares.
    func check() throws {
        let workspace = try Workspace()
        let arguments = try prepare(workspace)
        let before = try workspace.snapshot()
        let outcome = try workspace.run(arguments)
        #expect(outcome.errors == "fledge: error: \(message)\n")
        #expect(outcome.status == status)
        #expect(outcome.text == "")
        let after = try workspace.snapshot()
        #expect(after.keys.sorted() == before.keys.sorted())
        #expect(after == before, "a file has changed")
    }
}
