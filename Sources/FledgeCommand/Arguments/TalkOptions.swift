import ArgumentParser
import Logging

/// How much is said besides the results.
struct TalkOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing but results, warnings and errors.")
    var quiet = false

    var logger: Logger {
        var logger = Logger(label: "fledge")
        logger.logLevel = quiet ? .warning : .info
        return logger
    }
}
