public import ArgumentParser
import InputOutput
public import Tokenization

/// How a tokenizer is used.
struct TokenizerOptions: ParsableArguments {
    @OptionGroup
    var letterCase: LetterCaseOption
    @Option(help: "Most tokens of a text, special ones included; by default no limit.")
    var maximumLength: Int?
    @Option(help: "Which text of a pair is cut: longest_first, only_first or only_second.")
    var truncation = TruncationStrategy.longestFirst
    @Option(help: "The end at which texts are cut: left or right; by default as the tokenizer's files say.")
    var truncationSide: TruncationSide?
    @Option(help: "Show all windows of --maximum-length tokens, of which each shares so many with the one before it.")
    var stride: Int?
    @Flag(help: "Leave out the special tokens around the texts.")
    var noSpecialTokens = false
    @Flag(help: "Take special tokens that are written in a text, such as [SEP], as ordinary characters.")
    var plainSpecialTokens = false

    func validate() throws {
        if stride != nil, maximumLength == nil { throw ValidationError("--stride needs --maximum-length.") }
    }

    var options: EncodingOptions {
        EncodingOptions(
            maximumLength: maximumLength, truncation: truncation, truncationSide: truncationSide,
            stride: stride ?? 0, addsSpecialTokens: !noSpecialTokens, recognizesSpecialTokens: !plainSpecialTokens)
    }

    /// The tokenizer of a directory, with the case of letters as the options say. Prints the warnings about its files.
    func tokenizer(directory: String, _ talk: TalkOptions) throws -> Tokenizer {
        let tokenizer = try Tokenizer(directory: directory, letterCase: letterCase.letterCase)
        talk.warn(tokenizer.warnings)
        return tokenizer
    }
}

extension TruncationStrategy: ExpressibleByArgument {}
extension TruncationSide: ExpressibleByArgument {}
