import ArgumentParser
import InputOutput
import Labelling
import Logging

/// Labels the files of a directory as they arrive, and logs each.
struct LabellingWatch {
    var work: LabellingWork
    /// The format of outputs; `nil` for that of each input.
    let format: OutputFormat?

    /// Labels files until Ctrl-C, and ends with the exit code of an interruption.
    func run(_ directory: String, output: String, _ labeller: any TextLabeller) throws {
        try work.requireNoRejectsFile()
        let watched = try WatchedDirectory(directory, output: output, format: format)
        var work = work
        // The partial output of an earlier process for a file that has changed since may be replaced.
        work.output.overwrite = true
        let logger = work.talk.logger
        let told = LabellingTalk(work.talk, verb: work.verb)
        try told.watchingForInterruption {
            logger.info("watching \(directory); press Ctrl-C to stop")
            try watched.run(
                label: { path, destination in try work.batch(path, destination, labeller, told) },
                observe: { event in
                    switch event {
                    case .began(let name): logger.info("\(name): labelling")
                    case .finished(let name, let summary):
                        let rejected =
                            summary.rejected > 0 ? ", \(summary.rejected.counted("row")) cannot be used" : ""
                        let time = duration(summary.seconds)
                        logger.info("\(name): \(summary.labelled.counted("text")) labelled in \(time)\(rejected)")
                    case .failed(let name, let error): logger.warning("\(name) is skipped: \(error)")
                    case .changed(let name, let output):
                        logger.warning("\(name) has changed since it was labelled: remove \(output) to label it again")
                    }
                }, shouldStop: { Interruption.isRequested })
            Console.say("interrupted: all files that had arrived are done")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }
}
