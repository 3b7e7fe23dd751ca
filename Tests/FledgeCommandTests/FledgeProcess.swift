import Foundation
import Testing

/// The executable that was built together with the tests.
enum FledgeExecutable {
    /// The path of `fledge` in the directory of build products.
    static func path() throws -> String {
        let places = productDirectories.map { "\($0)/fledge" }
        return try #require(
            places.first { FileManager.default.isExecutableFile(atPath: $0) },
            "the executable fledge is at none of \(places): build it first with swift build")
    }

    /// The possible directories of the build's products, including on macOS the test bundle that was loaded.
    private static var productDirectories: [String] {
        var paths = CommandLine.arguments.filter { $0.contains(".xctest") }
        if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { paths.append(own) }
        return paths.map { path in
            let end = path.range(of: ".xctest")?.upperBound ?? path.endIndex
            return URL(fileURLWithPath: String(path[..<end])).deletingLastPathComponent().path
        }
    }
}

/// The outcome of a finished process.
struct Outcome: Sendable {
    /// The exit code; `nil` if a signal ended the process.
    let status: Int32?
    let output: Data
    /// Standard error, with the workspace's path replaced by `DIR` and without ``precision``.
    let errors: String
    /// The line of standard error that names the chosen precision, which depends on the processor.
    let precision: String?

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Standard output as one JSON object.
    func object() throws -> [String: Any] { try Outcome.object(text) }

    static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}

/// A process that was started and may still be running. Its outputs are files, so that none can block it.
final class FledgeProcess {
    /// The standard input of a process.
    enum Input {
        case content(Data)
        /// Anything that is written to the pipe, until it is closed.
        case pipe(Pipe)
    }

    /// Long enough for the slowest machine: no test fails because of slowness.
    private static let patience = Duration.seconds(240)

    private let process = Process()
    private let outputPath: String
    private let errorsPath: String
    private let workspacePath: String

    init(
        executable: String, _ arguments: [String], input: Input, environment: [String: String], workspacePath: String
    ) throws {
        self.workspacePath = workspacePath
        let streams = "\(workspacePath)/streams/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: streams, withIntermediateDirectories: true)
        (outputPath, errorsPath) = ("\(streams)/output", "\(streams)/errors")
        for path in [outputPath, errorsPath] { try Data().write(to: URL(fileURLWithPath: path)) }
        switch input {
        case .content(let content):
            try content.write(to: URL(fileURLWithPath: "\(streams)/input"))
            process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(streams)/input"))
        case .pipe(let pipe):
            process.standardInput = pipe
        }
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: workspacePath)
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorsPath))
        try FledgeProcess.withoutBlockedSignals { try process.run() }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The threads that run tests may have blocked signals, which a process inherits.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var previous = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        try body()
    }

    /// The content of standard error so far.
    var errors: String {
        let data = FileManager.default.contents(atPath: errorsPath) ?? Data()
        return String(decoding: data, as: UTF8.self).replacingOccurrences(of: workspacePath, with: "DIR")
    }

    /// Waits until standard error contains the text.
    func wait(for text: String) throws {
        try wait(until: "a word of “\(text)”") { errors.contains(text) }
    }

    /// Waits until a file has at least this many bytes.
    func wait(forFile path: String, ofAtLeast size: Int) throws {
        try wait(until: "\(size) bytes of \(path)") {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? Int ?? 0) >= size
        }
    }

    /// Waits until the partial file of an output has at least this many bytes.
    func wait(forFileBeside output: String, ofAtLeast size: Int) throws {
        let directory = URL(fileURLWithPath: output).deletingLastPathComponent()
        try wait(until: "\(size) bytes beside \(output)") {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
            return files.contains { name in
                let path = directory.appendingPathComponent(name).path
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                return path.hasPrefix("\(output).partial-") && (attributes?[.size] as? Int ?? 0) >= size
            }
        }
    }

    private func wait(until what: String, _ isReached: () -> Bool) throws {
        let start = ContinuousClock.now
        while process.isRunning, start.duration(to: .now) < Self.patience {
            if isReached() { return }
            usleep(5_000)
        }
        try #require(isReached(), "the process ended, or took too long, without \(what): \(errors)")
    }

    /// The process identifier.
    var identifier: Int32 { process.processIdentifier }

    /// Sends Ctrl-C.
    func interrupt() { process.interrupt() }

    /// Waits for the process to end, and kills it if it does not.
    func finish() -> Outcome {
        let start = ContinuousClock.now
        while process.isRunning {
            usleep(2_000)
            if start.duration(to: .now) > Self.patience {
                Issue.record("the process did not end: \(errors)")
                kill(process.processIdentifier, SIGKILL)
                break
            }
        }
        process.waitUntilExit()
        let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
        let isPrecision = { (line: Substring) in line.hasPrefix("computing in ") }
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : nil,
            output: FileManager.default.contents(atPath: outputPath) ?? Data(),
            errors: lines.filter { !isPrecision($0) }.joined(separator: "\n"),
            precision: lines.first(where: isPrecision).map(String.init))
    }
}
