import Foundation
import InputOutput
import Logging

/// Standard error, for people, and what is known about it.
enum Console {
    /// Whether people watch standard error.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// Writes a line to standard error.
    static func say(_ text: String) { put(text + "\n") }

    /// Writes to standard error. Where nobody can read it, because it is closed or full, the work goes on without.
    static func put(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reports an error.
    static func error(_ text: String) { say("fledge: error: \(text)") }
}

/// What rooms log goes to standard error as plain lines.
struct ConsoleLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Console.say(event.level >= .warning ? "fledge: \(event.level): \(event.message)" : "\(event.message)")
    }
}
