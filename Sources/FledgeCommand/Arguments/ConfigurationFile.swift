import ArgumentParser
import Foundation
import InputOutput
import Yams

/// The file that settings come from in addition to the command line.
struct ConfigurationOption: ParsableArguments {
    @Option(
        help: """
            YAML file with options, named as here without dashes, such as "epochs: 3"; flags are true or false, and \
            options that may be repeated take lists. The command line takes precedence.
            """)
    var config: String?
}

/// The arguments of this process, with the options of a configuration file if one is named.
enum Invocation {
    /// The arguments without the program's name.
    static let arguments = Result { try ConfigurationFile.expanded(Array(CommandLine.arguments.dropFirst())) }

    /// All options that were given, as a configuration file for the same call.
    static func configuration() throws -> String { try ConfigurationFile.text(of: arguments.get()) }
}

/// Options of a command in a YAML file: a mapping from the names of options, without their dashes, to values.
///
/// The command's own description tells which options there are, and which of them are flags or take several values.
package enum ConfigurationFile {
    /// The arguments with the options of the file that `--config` names put before the others.
    ///
    /// Options among the arguments take precedence over those of the file.
    ///
    /// - Parameter arguments: The arguments without the program's name.
    /// - Throws: `FledgeError` with category `noInput` if the file cannot be read, `data` for an error in it.
    package static func expanded(_ arguments: [String]) throws -> [String] {
        let name = "--\(CommandOptions.configurationName)"
        guard arguments.contains(where: { $0 == name || $0.hasPrefix("\(name)=") }) else { return arguments }
        let command = try CommandOptions(calledBy: arguments)
        let given = command.given(in: arguments)
        let files = given.filter { $0.option.name == CommandOptions.configurationName }
        guard command.takesConfiguration, let file = files.first, let path = file.value else { return arguments }
        guard files.count == 1 else {
            throw FledgeError(.usage, "\(name) is given several times", expected: "one configuration file")
        }
        let names = Set(given.flatMap { $0.option.names })
        let settings = try read(path, command).filter { names.isDisjoint(with: $0.option.names) }
        let before = arguments[command.path.count..<file.range.lowerBound]
        return command.path + settings.flatMap(\.arguments) + before + arguments[file.range.upperBound...]
    }

    /// An option of the file with its values; none for a flag.
    private struct Setting {
        let option: CommandOptions.Option
        let values: [String]

        /// The option as arguments. A value after an equals sign may begin with a dash.
        var arguments: [String] {
            option.isFlag ? ["--\(option.name)"] : values.map { "--\(option.name)=\($0)" }
        }
    }

    // MARK: Reading

    private static func read(_ path: String, _ command: CommandOptions) throws -> [Setting] {
        let mapping = try mapping(in: text(of: path), path: path)
        var settings: [Setting] = []
        var names: Set<String> = []
        for (key, value) in mapping {
            let place = place(key, path)
            guard let name = key.scalar?.string else {
                throw FledgeError(.data, at: place, "a key is not a name", found: found(key))
            }
            guard let option = command.settings.first(where: { $0.names.contains(name) }) else {
                throw unknown(name, at: place, command)
            }
            guard names.insert(option.name).inserted else {
                throw FledgeError(.data, at: place, "\"\(name)\" is set twice", expected: "one line for each option")
            }
            if option.isFlag {
                if try boolean(value, name, path) { settings.append(Setting(option: option, values: [])) }
            } else {
                settings.append(Setting(option: option, values: try values(value, option, name, path)))
            }
        }
        return settings
    }

    private static func text(of path: String) throws -> String {
        let file = try MappedFile(path: path)
        return try withExtendedLifetime(file) {
            if let offset = UTF8Validation.firstInvalidByte(in: file.bytes) {
                let line = 1 + file.bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
                throw FledgeError(
                    .data, at: "\(path):\(line)", "invalid UTF-8", advice: "convert the file to UTF-8")
            }
            return String(decoding: file.bytes, as: UTF8.self)
        }
    }

    /// The mapping that a text holds.
    static func mapping(in text: String, path: String) throws -> Node.Mapping {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw FledgeError(.data, at: path, "the configuration is empty", expected: "options, such as epochs: 3")
            }
            guard let mapping = node.mapping else {
                throw FledgeError(
                    .data, at: place(node, path), "the configuration is not a mapping",
                    expected: "a line for each option, such as epochs: 3", found: found(node))
            }
            return mapping
        } catch let error as YamlError {
            throw described(error, path)
        }
    }

    private static func boolean(_ value: Node, _ name: String, _ path: String) throws -> Bool {
        guard case .scalar = value, value.tag == Tag(.bool), let boolean = value.bool else {
            throw FledgeError(
                .data, at: place(value, path), "\"\(name)\" is a flag", expected: "true or false", found: found(value))
        }
        return boolean
    }

    private static func values(
        _ value: Node, _ option: CommandOptions.Option, _ name: String, _ path: String
    ) throws -> [String] {
        if option.isRepeating, let list = value.sequence {
            return try list.map { try single($0, option, name, path, orList: false) }
        }
        return [try single(value, option, name, path, orList: option.isRepeating)]
    }

    private static func single(
        _ value: Node, _ option: CommandOptions.Option, _ name: String, _ path: String, orList: Bool
    ) throws -> String {
        let place = place(value, path)
        guard let text = value.scalar?.string, value.tag != Tag(.null) else {
            throw FledgeError(
                .data, at: place, "\"\(name)\" takes a value", expected: orList ? "a value or a list" : "one value",
                found: found(value))
        }
        if let choices = option.choices, !choices.contains(text) {
            throw FledgeError(
                .data, at: place, "\"\(name)\" cannot be \"\(Spelling.shortened(text))\"",
                expected: "one of \(Spelling.list(choices))", advice: Spelling.suggestion(for: text, among: choices))
        }
        return text
    }

    // MARK: Errors

    private static func unknown(_ name: String, at place: String, _ command: CommandOptions) -> FledgeError {
        let known = command.settings.flatMap(\.names)
        let call = (["fledge"] + command.path).joined(separator: " ")
        return FledgeError(
            .data, at: place, "\(call) has no option \"\(Spelling.shortened(name))\"",
            advice: Spelling.suggestion(for: name, among: known) ?? "\(call) --help lists the options")
    }

    private static func place(_ node: Node, _ path: String) -> String { node.mark.map { "\(path):\($0.line)" } ?? path }

    private static func found(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            node.tag == Tag(.null) ? "nothing" : "\"\(Spelling.shortened(scalar.string))\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    private static func described(_ error: YamlError, _ path: String) -> FledgeError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return FledgeError(.data, at: "\(path):\(mark.line)", "broken YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            return FledgeError(
                .data, at: "\(path):\(context.mark.line)", "\(Spelling.list(names.sorted())) is set twice",
                expected: "one line for each option")
        case .reader(let problem, let offset, _, let text):
            let line = offset.map { 1 + text.prefix($0).count(where: \.isNewline) }
            return FledgeError(.data, at: line.map { "\(path):\($0)" } ?? path, "broken YAML: \(problem)")
        default:
            return FledgeError(.data, at: path, "broken YAML: \(error)")
        }
    }
}
