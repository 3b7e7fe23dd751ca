import Foundation
import TestSupport
import Testing

/// A test's own directory with a model, data and a cache, and the command to run there.
struct Workspace {
    let directory: TemporaryDirectory
    /// The directory of the pretrained model.
    let model: String

    init(model: TinyModel? = TinyModel()) throws {
        directory = try TemporaryDirectory()
        self.model = try model?.write(in: directory) ?? "\(directory.path)/model"
    }

    func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    /// Writes labelled rows as TSV and returns the file's path.
    @discardableResult
    func writeRows(_ name: String = "train.tsv", _ count: Int = 48, offset: Int = 0) throws -> String {
        try directory.write(name, TinyReviews.tsv(TinyReviews.rows(count, offset: offset)))
    }

    /// Writes an untrained classifier and returns its directory.
    func writeClassifier(_ name: String = "classifier", labels: [String] = TinyReviews.labels) throws -> String {
        var classifier = TinyModel()
        classifier.addClassifier(labels: labels)
        return try classifier.write(in: directory, as: name)
    }

    /// Starts `fledge`.
    func start(
        _ arguments: [String], input: FledgeProcess.Input = .content(Data()), environment: [String: String] = [:]
    ) throws -> FledgeProcess {
        try start(FledgeExecutable.path(), arguments, input: input, environment: environment)
    }

    /// Runs `fledge` to completion.
    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        try start(arguments, input: .content(Data(input.utf8)), environment: environment).finish()
    }

    /// Runs `fledge` and requires success.
    func succeed(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        let outcome = try run(arguments, input: input, environment: environment)
        try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome
    }

    /// Runs a shell script in which `fledge` is the command.
    func shell(_ script: String, environment: [String: String] = [:]) throws -> Outcome {
        let definition = "fledge() { '\(try FledgeExecutable.path())' \"$@\"; }\n"
        return try start(
            "/bin/bash", ["-c", definition + script], input: .content(Data()), environment: environment
        ).finish()
    }

    private func start(
        _ executable: String, _ arguments: [String], input: FledgeProcess.Input, environment: [String: String]
    ) throws -> FledgeProcess {
        let base = ["PATH": "/usr/bin:/bin", "HOME": directory.path, "FLEDGE_CACHE": path("cache")]
        return try FledgeProcess(
            executable: executable, arguments, input: input, environment: base.merging(environment) { $1 },
            workspacePath: directory.path)
    }

    /// All files and directories with their contents, without the cache and the streams.
    func snapshot() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        where !name.hasPrefix("cache") && !name.hasPrefix("streams") {
            files[name] = FileManager.default.contents(atPath: path(name)) ?? Data()
        }
        return files
    }
}
