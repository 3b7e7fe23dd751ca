import ArgumentParser
import Datasets
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

    /// Says what was found out about files that were encoded, and what happened to the cache.
    func tell(of cache: DatasetCache) {
        for finding in cache.findings { logger.info("\(finding)") }
        for note in cache.notes { logger.warning("\(note)") }
    }
}
