import ArgumentParser
import Datasets
import Foundation
import InputOutput
import Labelling
import Logging

/// The progress and log messages of labelling.
final class LabellingTalk {
    private let talk: TalkOptions
    private let verb: String
    private let progress: ProgressLine
    private let start = ContinuousClock.now

    /// - Parameter verb: The action on texts, in the past tense.
    init(_ talk: TalkOptions, verb: String) {
        self.talk = talk
        self.verb = verb
        progress = ProgressLine(isQuiet: talk.quiet)
    }

    func observe(_ labelling: LabellingProgress) { progress.show(verb, labelling, since: start) }

    func willGoOn(after rows: Int) { talk.logger.info("resuming after row \(rows)") }

    func tell(_ findings: [DataFinding]) {
        if !findings.isEmpty { progress.close() }
        talk.tell(findings)
    }

    func reject(_ row: RejectedRow) {
        progress.close()
        talk.logger.warning("\(row.error.place ?? "line \(row.line)"): \(row.reason)")
    }

    /// Runs `body`, and prints a message if Ctrl-C ends it.
    func watchingForInterruption<Result>(_ body: () throws -> Result) throws -> Result {
        Interruption.watch()
        defer { progress.close() }
        do {
            return try body()
        } catch let stopped as LabellingStopped {
            progress.close()
            let (rows, rejected) = (stopped.counts.rows, stopped.counts.rejected)
            Console.say(
                stopped.canGoOn
                    ? "interrupted after \(rows.counted("row")): run the same command again to resume"
                    : "interrupted: \((rows - rejected).counted("text was", "texts were")) \(verb)")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        } catch is CancellationError {
            // Before the first row was read.
            progress.close()
            Console.say("interrupted: nothing was \(verb) yet")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }

    /// Logs the result.
    func conclude(_ summary: LabellingSummary) {
        progress.close()
        let logger = talk.logger
        var text = "\(summary.labelled.counted("text")) \(verb) in \(duration(summary.seconds))"
        if summary.seconds >= 10 {
            text += ": \(rate(summary.rowsPerSecond)) rows/s, \(rate(summary.tokensPerSecond)) tokens/s"
        }
        logger.info("\(text)")
        if summary.withheld > 0 {
            let withheld = summary.withheld.counted(
                "label was withheld: its score is below the threshold",
                "labels were withheld: their scores are below the threshold")
            logger.info("\(withheld)")
        }
        if summary.cut > 0 {
            let cut = summary.cut.counted(
                "text was too long and was truncated", "texts were too long and were truncated")
            logger.warning("\(cut)")
        }
        if summary.rejected > 0 {
            logger.warning(
                "\(summary.rejected.counted("row")) cannot be used\(summary.rejects.map { ": see \($0)" } ?? "")")
        }
    }
}
