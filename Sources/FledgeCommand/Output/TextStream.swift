import ArgumentParser
import Datasets
import InputOutput
import Logging
import Training

/// Takes unlabelled rows some at a time through a model, with progress and a word about texts that were cut.
struct TextStream {
    private let reader: RowReader
    private let talk: TalkOptions
    private let verb: String
    private let chunkSize: Int

    /// - Parameters:
    ///   - verb: What is done to texts, in the past tense.
    ///   - chunkSize: How many rows are handled at once: enough for full passes, few enough that the first results
    ///     come soon.
    init(_ reader: RowReader, talk: TalkOptions, verb: String, chunkSize: Int) {
        self.reader = reader
        self.talk = talk
        self.verb = verb
        self.chunkSize = chunkSize
    }

    /// - Parameter body: Handles rows and returns how many of their texts were cut.
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
            let texts = truncated.counted("text was too long and was cut", "texts were too long and were cut")
            talk.logger.warning("\(texts)")
        }
    }
}
