public import ArgumentParser
public import Tokenization

/// The handling of capital letters.
struct LetterCaseOption: ParsableArguments {
    @Flag(help: "Case of letters, regardless of the tokenizer's files.")
    var letterCase: LetterCase?
}

extension LetterCase: EnumerableFlag {
    public static func help(for value: LetterCase) -> ArgumentHelp? {
        switch value {
        case .cased: "Keep case and accents, regardless of the tokenizer's files."
        case .uncased: "Lowercase and strip accents, regardless of the tokenizer's files."
        }
    }
}
