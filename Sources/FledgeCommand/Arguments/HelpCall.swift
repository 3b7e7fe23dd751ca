import ArgumentParser

/// The call `fledge help COMMAND`, which ArgumentParser answers with the general help where there is no such command.
enum HelpCall {
    /// - Throws: `ValidationError`, as for the call of a command that is not there.
    static func check(_ arguments: [String]) throws {
        guard arguments.first == "help" else { return }
        let words = Array(arguments.dropFirst()).filter { !$0.hasPrefix("-") }
        let known = try CommandOptions(calledBy: words).path.count
        if known < words.count { throw ValidationError("Unexpected argument '\(words[known])'") }
    }
}
