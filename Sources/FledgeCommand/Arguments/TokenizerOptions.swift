public import ArgumentParser
import InputOutput
public import Tokenization

/// The settings of tokenization.
struct TokenizerOptions: ParsableArguments {
    @OptionGroup
    var letterCase: LetterCaseOption
    @Option(help: "Maximum number of tokens of a text, including special ones (default: no limit).")
    var maximumLength: Int?
    @Option(help: "Text of a pair that is truncated.")
    var truncation = TruncationStrategy.longestFirst
    @Option(help: "Side on which texts are truncated (default: by the tokenizer's files).")
    var truncationSide: TruncationSide?
    @Option(
        help: """
            Show all windows of --maximum-length tokens, each of which shares N tokens with the previous one.
            """)
    var stride: Int?
    @Flag(help: "Omit the special tokens around the texts.")
    var noSpecialTokens = false
    @Flag(help: "Treat special tokens within texts, such as [SEP], as ordinary characters.")
    var plainSpecialTokens = false

    func validate() throws {
        if stride != nil, maximumLength == nil { throw ValidationError("--stride needs --maximum-length.") }
    }

    var options: EncodingOptions {
        EncodingOptions(
            maximumLength: maximumLength, truncation: truncation, truncationSide: truncationSide,
            stride: stride ?? 0, addsSpecialTokens: !noSpecialTokens, recognizesSpecialTokens: !plainSpecialTokens)
    }

    /// The tokenizer of a directory, with the case of letters from the options. Prints the warnings about its files.
    func tokenizer(directory: String, _ talk: TalkOptions) throws -> Tokenizer {
        let tokenizer = try Tokenizer(directory: directory, letterCase: letterCase.letterCase)
        talk.warn(tokenizer.warnings)
        return tokenizer
    }
}

extension TruncationStrategy: ExpressibleByArgument {}
extension TruncationSide: ExpressibleByArgument {}
