import ArgumentParser
import Foundation

/// The options of a command, as the command itself describes them.
struct CommandOptions {
    /// An option or flag.
    struct Option {
        /// The names with two dashes, without the dashes; the first is the one that is written.
        let names: [String]
        let shortNames: [String]
        let isFlag: Bool
        /// `true` if it may be given several times.
        let isRepeating: Bool
        /// ArgumentParser's name for the arguments that it takes as values, such as `upToNextOption`.
        let strategy: String
        /// The values that it allows; `nil` for any.
        let choices: [String]?

        var name: String { names[0] }
    }

    /// An option on the command line, with its value.
    struct Given {
        let option: Option
        /// The value; `nil` for flags, and for options whose value is missing.
        let value: String?
        /// The arguments that it is made of.
        let range: Range<Int>
    }

    /// The words that name the command.
    let path: [String]
    let options: [Option]

    /// The option that names a configuration file.
    static let configurationName = "config"
    /// The options that a configuration cannot hold.
    private static let excluded = [configurationName, "help", "version"]

    /// The command that arguments call.
    init(calledBy arguments: [String]) throws {
        var command = try JSONDecoder().decode(Description.self, from: Data(FledgeCommand._dumpHelp().utf8)).command
        var path: [String] = []
        for word in arguments {
            guard let next = command.subcommands?.first(where: { $0.commandName == word }) else { break }
            command = next
            path.append(word)
        }
        self.path = path
        options = (command.arguments ?? []).compactMap(Option.init)
    }

    /// `true` if the command reads configuration files.
    var takesConfiguration: Bool { options.contains { $0.names.contains(Self.configurationName) } }

    /// The options that a configuration can hold.
    var settings: [Option] { options.filter { !Self.excluded.contains($0.name) } }

    /// The options among arguments, in their order. Unknown ones are left out; ArgumentParser reports them.
    func given(in arguments: [String]) -> [Given] {
        var given: [Given] = []
        var index = path.count
        while index < arguments.count, arguments[index] != "--" {
            let start = index
            index += 1
            let argument = arguments[start]
            guard argument.hasPrefix("-"), argument != "-" else { continue }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let found =
                argument.hasPrefix("--")
                ? options.filter { $0.names.contains(String(parts[0].dropFirst(2))) }
                : parts[0].dropFirst().compactMap { letter in options.first { $0.shortNames.contains(String(letter)) } }
            for option in found {
                if option.isFlag {
                    given.append(Given(option: option, value: nil, range: start..<index))
                } else if parts.count == 2 {
                    given.append(Given(option: option, value: parts[1], range: start..<index))
                } else {
                    let values = values(of: option, in: arguments, from: index)
                    index += values.count
                    if values.isEmpty { given.append(Given(option: option, value: nil, range: start..<index)) }
                    given += values.map { Given(option: option, value: $0, range: start..<index) }
                }
            }
        }
        return given
    }

    private func values(of option: Option, in arguments: [String], from index: Int) -> ArraySlice<String> {
        let rest = arguments[min(index, arguments.count)...]
        let values = rest.prefix { !$0.hasPrefix("-") || $0 == "-" }
        switch option.strategy {
        case "upToNextOption": return values
        case "unconditional": return rest.prefix(1)
        default: return values.prefix(1)
        }
    }

    // MARK: The description

    /// The part of ArgumentParser's description of a tool that is used here.
    fileprivate struct Description: Decodable {
        let command: Command

        struct Command: Decodable {
            let commandName: String
            let subcommands: [Command]?
            let arguments: [Argument]?
        }

        struct Argument: Decodable {
            let kind: String
            let isRepeating: Bool
            let parsingStrategy: String
            let names: [Name]?
            let allValues: [String]?
        }

        struct Name: Decodable {
            let kind: String
            let name: String
        }
    }
}

extension CommandOptions.Option {
    /// `nil` for arguments without a name with two dashes.
    fileprivate init?(_ argument: CommandOptions.Description.Argument) {
        names = (argument.names ?? []).filter { $0.kind == "long" }.map(\.name)
        shortNames = (argument.names ?? []).filter { $0.kind == "short" }.map(\.name)
        isFlag = argument.kind == "flag"
        isRepeating = argument.isRepeating
        strategy = argument.parsingStrategy
        choices = argument.allValues
        if names.isEmpty { return nil }
    }
}
