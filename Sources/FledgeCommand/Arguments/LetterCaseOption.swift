public import ArgumentParser
public import Tokenization

/// What becomes of capital letters.
struct LetterCaseOption: ParsableArguments {
    @Flag(help: "Whether letters keep their case, whatever the tokenizer's files say.")
    var letterCase: LetterCase?
}

extension LetterCase: EnumerableFlag {
    public static func help(for value: LetterCase) -> ArgumentHelp? {
        switch value {
        case .cased: "Keep the case of letters and accents, whatever the tokenizer's files say."
        case .uncased: "Make letters lower case and strip accents, whatever the tokenizer's files say."
        }
    }
}
