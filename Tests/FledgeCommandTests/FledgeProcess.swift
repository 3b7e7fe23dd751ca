import Foundation
import Testing

/// The executable, as it was built beside the tests.
enum FledgeExecutable {
    /// The path of `fledge` in the directory of the build's products.
    static func path() throws -> String {
        let places = productDirectories.map { "\($0)/fledge" }
        return try #require(
            places.first { FileManager.default.isExecutableFile(atPath: $0) },
            "the executable fledge is at none of \(places): build it first with swift build")
    }

    /// Where the process of the tests comes from, and on macOS the bundle that it was told to load.
    private static var productDirectories: [String] {
        var paths = CommandLine.arguments.filter { $0.contains(".xctest") }
        if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { paths.append(own) }
        return paths.map { path in
            let end = path.range(of: ".xctest")?.upperBound ?? path.endIndex
            return URL(fileURLWithPath: String(path[..<end])).deletingLastPathComponent().path
        }
    }
}

/// What a finished process left behind.
struct Outcome: Sendable {
    /// The exit code; `nil` where a signal ended the process.
    let status: Int32?
    let output: Data
    /// Standard error, with the workspace's path replaced by `DIR`.
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Standard output as one JSON object.
    func object() throws -> [String: Any] { try Outcome.object(text) }

    static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}

/// A process that was started and may still run. Its three streams are files, so that none can block it.
final class FledgeProcess {
    private let process = Process()
    private let outputPath: String
    private let errorsPath: String
    private let workspacePath: String

    init(
        executable: String, _ arguments: [String], input: Data, environment: [String: String], workspacePath: String
    ) throws {
        self.workspacePath = workspacePath
        let streams = "\(workspacePath)/streams/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: streams, withIntermediateDirectories: true)
        (outputPath, errorsPath) = ("\(streams)/output", "\(streams)/errors")
        for (path, content) in [("\(streams)/input", input), (outputPath, Data()), (errorsPath, Data())] {
            try content.write(to: URL(fileURLWithPath: path))
        }
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: workspacePath)
        process.standardInput = try #require(FileHandle(forReadingAtPath: "\(streams)/input"))
        process.standardOutput = try #require(FileHandle(forWritingAtPath: outputPath))
        process.standardError = try #require(FileHandle(forWritingAtPath: errorsPath))
        try process.run()
    }

    /// What was written to standard error so far.
    var errors: String {
        let data = FileManager.default.contents(atPath: errorsPath) ?? Data()
        return String(decoding: data, as: UTF8.self).replacingOccurrences(of: workspacePath, with: "DIR")
    }

    /// Waits until standard error holds the text, as long as the process runs.
    func wait(for text: String) throws {
        while process.isRunning {
            if errors.contains(text) { return }
            usleep(5_000)
        }
        try #require(errors.contains(text), "the process ended without a word of “\(text)”: \(errors)")
    }

    /// Sends Ctrl-C.
    func interrupt() { process.interrupt() }

    /// Waits for the end.
    func finish() -> Outcome {
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : nil,
            output: FileManager.default.contents(atPath: outputPath) ?? Data(), errors: errors)
    }
}
