import Foundation
import InputOutput
import Logging

/// Standard error, for people.
enum Console {
    /// `true` if standard error is a terminal.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// Writes a line to standard error.
    static func say(_ text: String) { put(text + "\n") }

    /// Writes to standard error. If it is closed or full, the text is dropped and work continues.
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

/// A log handler that writes plain lines to standard error.
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
