import ArgumentParser

/// A call for help: `fledge COMMAND --help`, `--help-all`, `--help-GROUP` or `fledge help COMMAND`.
enum HelpCall {
    /// The help that the arguments ask for, or `nil` if they do not ask for help.
    ///
    /// - Throws: `ValidationError` for a command or a group of options that does not exist.
    static func text(for arguments: [String]) throws -> String? {
        let options = arguments.prefix { $0 != "--" }
        let words: [String]
        let scope: HelpText.Scope
        if arguments.first == "help" {
            words = arguments.dropFirst().filter { !$0.hasPrefix("-") }
            scope = .essentials
        } else if let call = options.first(where: { $0 == "-h" || $0 == "--help" || $0.hasPrefix("--help-") }) {
            words = Array(options.prefix { !$0.hasPrefix("-") })
            scope = HelpText.Scope(call)
        } else {
            return nil
        }
        var command: any ParsableCommand.Type = FledgeCommand.self
        for word in words {
            guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else {
                // Arguments may precede --help, but nothing that is not a command belongs to the call of help.
                guard arguments.first == "help" || !command.configuration.subcommands.isEmpty else { break }
                throw ValidationError("Unexpected argument '\(word)'")
            }
            command = next
        }
        return try HelpText(command).text(scope)
    }
}
