import ArgumentParser
import Datasets
import Foundation
import InputOutput
import Logging
import Tokenization
import Training

struct TokenizerTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learns a WordPiece vocabulary from texts.",
        discussion: """
            Reads plain text, or with --column one column of TSV, CSV or JSONL, counts its words as BERT splits \
            them, and writes a directory that fledge and transformers load: vocab.txt, tokenizer.json, \
            tokenizer_config.json and special_tokens_map.json. The same texts and settings always give the same \
            vocabulary.

            Examples:
              fledge tokenizer train texts.txt --output my-vocabulary
            """)

    @Argument(help: "Files to read; - or none for standard input.")
    var files: [String] = []
    @Option(name: .shortAndLong, help: "Directory to write.")
    var output: String
    @Flag(help: "Replace an existing output directory.")
    var overwrite = false
    @OptionGroup(title: "Vocabulary options")
    var settings: VocabularyOptions
    @OptionGroup(title: "Input options")
    var input: PlainInputOptions
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() throws {
        let start = ContinuousClock.now
        let trainer = settings.trainer
        try trainer.checkSettings()
        try AtomicDirectory.check(path: output, overwrite: overwrite, keeping: files.filter { $0 != "-" })
        Interruption.watch()
        let progress = ProgressLine(isQuiet: talk.quiet)
        let counts: WordCounts
        let vocabulary: Vocabulary
        do {
            defer { progress.close() }
            let counter = WordCounter(normalizer: settings.normalizer)
            try input.count(files.isEmpty ? ["-"] : files, with: counter, progress)
            counts = counter.finish()
            let mergeStart = ContinuousClock.now
            vocabulary = try trainer.train(counts) {
                progress.show("learning pieces", done: $0.pieceCount, total: $0.vocabularySize, since: mergeStart)
                if Interruption.isRequested { throw CancellationError() }
            }
        } catch is CancellationError {
            Console.say("interrupted: nothing was written")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        try write(Tokenizer(vocabulary: vocabulary, normalizer: settings.normalizer))
        warn(counts, vocabulary)
        let summary = Summary(
            output: output, counts, vocabulary, seconds: start.duration(to: .now).seconds)
        try ResultStream.print(json ? JSONOutput.text(summary) : summary.text)
    }

    private func write(_ tokenizer: Tokenizer) throws {
        let directory = try AtomicDirectory(path: output, overwrite: overwrite)
        do {
            try tokenizer.save(toDirectory: directory.partialPath)
        } catch var error as FledgeError {
            // The user knows the directory by its final name.
            error.place = error.place?.replacingOccurrences(of: directory.partialPath, with: output)
            throw error
        }
        try directory.commit()
    }

    private func warn(_ counts: WordCounts, _ vocabulary: Vocabulary) {
        if counts.replacementCount > 0 {
            let replaced = counts.replacementCount.counted(
                "sequence of bytes was not UTF-8 and was replaced",
                "sequences of bytes were not UTF-8 and were replaced")
            talk.logger.warning("\(replaced) by U+FFFD")
        }
        if vocabulary.count < settings.vocabularySize {
            talk.logger.warning(
                """
                the vocabulary has only \(vocabulary.count) pieces: no other pair of pieces occurs \
                \(settings.minimumFrequency) times
                """)
        }
    }

    private struct Summary: Encodable {
        let output: String
        let texts: Int, words: UInt64, differentWords: Int, replacedSequences: Int
        let pieces: Int, singlePieceShare: Double, seconds: Double

        init(output: String, _ counts: WordCounts, _ vocabulary: Vocabulary, seconds: Double) {
            self.output = output
            texts = counts.textCount
            words = counts.wordCount
            differentWords = counts.differentWordCount
            replacedSequences = counts.replacementCount
            pieces = vocabulary.count
            singlePieceShare = counts.singlePieceShare(in: vocabulary)
            self.seconds = seconds
        }

        var text: String {
            """
            texts           \(texts)
            words           \(words), \(differentWords) different ones
            pieces          \(pieces)
            single pieces   \(String(format: "%.1f", 100 * singlePieceShare)) % of all words
            seconds         \(String(format: "%.1f", seconds))
            wrote \(output)
            """
        }
    }
}
