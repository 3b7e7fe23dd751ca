import ArgumentParser

/// The commands for tokenizers without a model.
struct TokenizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer", abstract: "Trains tokenizers.", subcommands: [TokenizerTrain.self])
}
