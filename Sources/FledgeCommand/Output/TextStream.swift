import ArgumentParser
import Datasets
import InputOutput
import Logging
import Training

/// Processes unlabelled rows in chunks, with progress and a warning about truncated texts.
struct TextStream {
    private let reader: RowReader
    private let talk: TalkOptions
    private let verb: String
    private let chunkSize: Int

    /// - Parameters:
    ///   - verb: The action on texts, in the past tense.
    ///   - chunkSize: The number of rows that are handled at once: enough for full passes, few enough that the first
    ///     results come soon.
    init(_ reader: RowReader, talk: TalkOptions, verb: String, chunkSize: Int) {
        self.reader = reader
        self.talk = talk
        self.verb = verb
        self.chunkSize = chunkSize
    }

    /// - Parameter body: Handles rows and returns the number of truncated texts.
    func forEachChunk(_ body: ([Row]) throws -> Int) throws {
        let progress = ProgressLine(isQuiet: talk.quiet)
        let start = ContinuousClock.now
        var (done, truncated) = (0, 0)
        Interruption.watch()
        defer { progress.close() }
        do {
            while case let rows = try reader.next(chunkSize), !rows.isEmpty {
                truncated += try body(rows)
                done += rows.count
                progress.show(verb, done: done, total: nil, since: start)
                if Interruption.isRequested { throw CancellationError() }
            }
        } catch is CancellationError {
            progress.close()
            Console.say("interrupted: \(done.counted("text was", "texts were")) \(verb)")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        progress.close()
        talk.tell(reader.takeNewFindings())
        talk.logger.info("\(done.counted("text")) \(verb) in \(duration(start.duration(to: .now).seconds))")
        if truncated > 0 {
            let texts = truncated.counted(
                "text was too long and was truncated", "texts were too long and were truncated")
            talk.logger.warning("\(texts)")
        }
    }
}
