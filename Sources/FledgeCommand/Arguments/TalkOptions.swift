import ArgumentParser
import DatasetCaching
import Datasets
import Inference
import Logging
import TensorKernels
import Training

/// The amount of progress and log messages.
struct TalkOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Print only results, warnings and errors.")
    var quiet = false

    var logger: Logger {
        var logger = Logger(label: "fledge")
        logger.logLevel = quiet ? .warning : .info
        return logger
    }

    /// Prints the findings about encoded files that were not printed before, and the notes of the cache.
    func tell(of cache: DatasetCache) {
        tell(cache.takeNewFindings())
        for note in cache.notes { logger.warning("\(note)") }
    }

    /// Prints findings about data files, one per line.
    func tell(_ findings: [DataFinding]) {
        for finding in findings {
            logger.log(level: finding.code.isWarning ? .warning : .info, "\(finding)")
        }
    }

    /// Prints warnings, one per line.
    func tell(of model: PretrainedModel) {
        model.precision.tell(logger)
        warn(model.tokenizerWarnings)
    }

    func warn(_ warnings: [String]) {
        for warning in warnings { logger.warning("\(warning)") }
    }

    /// Prints the data that a model was evaluated on, and reasons why it may look worse than it is.
    ///
    /// - Parameter model: The model's name, if there are several.
    func tell(of evaluation: any ModelEvaluation, by model: String? = nil) {
        let name = model.map { "\($0): " } ?? ""
        let precision = evaluation.precision.precision.rawValue
        logger.info("\(name)\(evaluation.summary); in \(precision), \(Int(evaluation.textsPerSecond)) texts/s")
        for doubt in evaluation.doubts { logger.warning("\(name)\(doubt)") }
    }
}
