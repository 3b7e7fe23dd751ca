import ArgumentParser

/// What is done with tokenizers alone, without a model.
struct TokenizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer", abstract: "Makes tokenizers.", subcommands: [TokenizerTrain.self])
}
