import ArgumentParser
import Datasets
import Logging
import TensorKernels
import Training

/// How much is said besides the results.
struct TalkOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing but results, warnings and errors.")
    var quiet = false

    var logger: Logger {
        var logger = Logger(label: "fledge")
        logger.logLevel = quiet ? .warning : .info
        return logger
    }

    /// Prints the findings about encoded files that were not printed before, and what happened to the cache.
    func tell(of cache: DatasetCache) {
        tell(cache.takeNewFindings())
        for note in cache.notes { logger.warning("\(note)") }
    }

    /// Prints findings about data files, one a line.
    func tell(_ findings: [DataFinding]) {
        for finding in findings {
            logger.log(level: finding.code.isWarning ? .warning : .info, "\(finding)")
        }
    }

    /// Prints warnings, one a line.
    func warn(_ warnings: [String]) {
        for warning in warnings { logger.warning("\(warning)") }
    }

    /// Says what a model was judged on, and what may have made it look worse than it is.
    ///
    /// - Parameter model: The model's name, where there are several.
    func tell(of evaluation: any ModelEvaluation, by model: String? = nil) {
        let name = model.map { "\($0): " } ?? ""
        let precision = evaluation.precision.precision.rawValue
        logger.info("\(name)\(evaluation.summary); in \(precision), \(Int(evaluation.textsPerSecond)) texts/s")
        for doubt in evaluation.doubts { logger.warning("\(name)\(doubt)") }
    }
}
