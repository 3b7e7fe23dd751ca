import ArgumentParser
import Foundation

/// A command with so many options that its help begins with the essential ones.
protocol EssentialOptions: ParsableCommand {
    /// The names of the options that `--help` describes, in their order, without dashes.
    static var essentialOptions: [String] { get }
}

/// The help of a command in parts: ArgumentParser's text, cut at its headings.
///
/// The lines from `Examples:` to the end of a command's discussion follow its options.
struct HelpText {
    /// The options that a help text describes.
    enum Scope: Equatable {
        /// The essential ones, and the names of the groups that hold the others.
        case essentials
        case all
        /// Those of one group, such as `data`.
        case group(String)

        /// - Parameter argument: `-h`, `--help`, `--help-all`, or `--help-` and the name of a group.
        init(_ argument: String) {
            switch argument {
            case "-h", "--help": self = .essentials
            case "--help-all", "--help-hidden": self = .all
            default: self = .group(String(argument.dropFirst("--help-".count)))
            }
        }
    }

    /// Options under a heading.
    private struct Section {
        /// The heading, such as `DATA OPTIONS`.
        let title: String
        /// The lines of each option.
        var entries: [[Substring]] = []

        /// The name by which `--help-NAME` shows the section: its heading's first word, or `other` without a heading of
        /// its own.
        var name: String { title == "OPTIONS" ? "other" : title.prefix { $0 != " " }.lowercased() }
        var isGroup: Bool { title.hasSuffix("OPTIONS") }

        var text: String { "\(title):\n" + entries.joined().map { "\($0)\n" }.joined() + "\n" }

        /// The names of the options, as the command line spells them.
        var names: [String] { entries.compactMap { HelpText.name(of: $0) } }
    }

    private let call: String
    private let essentials: [String]?
    private var preface = ""
    private var examples = ""
    private var sections: [Section] = []

    init(_ command: any ParsableCommand.Type) {
        call = Self.path(to: command, from: FledgeCommand.self)?.joined(separator: " ") ?? command._commandName
        essentials = (command as? any EssentialOptions.Type)?.essentialOptions
        var isExample = false
        var hasOptions = false
        for line in FledgeCommand.helpMessage(for: command).split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "Examples:" {
                isExample = true
            } else if line.hasPrefix("USAGE:") {
                isExample = false
                preface += "\(line)\n"
            } else if let title = Self.title(line) {
                hasOptions = true
                sections.append(Section(title: title))
            } else if isExample {
                examples += "\(line)\n"
            } else if !hasOptions {
                preface += "\(line)\n"
            } else if line.hasPrefix("  "), !line.hasPrefix("   ") {
                sections[sections.count - 1].entries.append([line])
            } else if !line.isEmpty, let last = sections.last?.entries.indices.last {
                sections[sections.count - 1].entries[last].append(line)
            }
        }
        sections = Self.merged(sections)
    }

    /// The help with the options that the scope names.
    ///
    /// - Throws: `ValidationError` if the command has no such group.
    func text(_ scope: Scope) throws -> String {
        var text = preface
        switch scope {
        case .essentials: text += essentials.map(essentialText) ?? sections.map(\.text).joined()
        case .all: text += sections.map(\.text).joined()
        case .group(let name):
            let groups = sections.filter(\.isGroup).map(\.name)
            guard let section = sections.first(where: { $0.isGroup && $0.name == name }) else {
                let known = (groups + ["all"]).map { "--help-\($0)" }
                throw ValidationError("Unknown option '--help-\(name)'. Expected \(known.joined(separator: ", ")).")
            }
            return "\(section.text)\(call) --help shows the most used options, --help-all every option."
        }
        if !examples.isEmpty { text += "EXAMPLES:\n\(examples.trimmingCharacters(in: .newlines))\n" }
        return text.trimmingCharacters(in: .newlines)
    }

    /// The essential options in their order, and the groups of the others.
    private func essentialText(_ essentials: [String]) -> String {
        var text = sections.filter { $0.title == "ARGUMENTS" }.map(\.text).joined()
        let entries = sections.flatMap(\.entries)
        let shown = (essentials + ["help"]).compactMap { name in entries.first { Self.name(of: $0) == "--\(name)" } }
        text += Section(title: "OPTIONS", entries: shown).text
        text += "MORE OPTIONS:\n"
        for group in sections where group.isGroup {
            let others = group.names.filter { !essentials.contains(String($0.dropFirst(2))) }
            guard !others.isEmpty else { continue }
            text += Self.column("  --help-\(group.name)") + Self.list(others, width: 54) + "\n"
        }
        return text + Self.column("  --help-all") + "Every option.\n\n"
    }

    /// The left column of a list of options.
    private static func column(_ text: String) -> String {
        text.padding(toLength: max(26, text.count + 1), withPad: " ", startingAt: 0)
    }

    /// The names, as far as they fit into the width.
    private static func list(_ names: [String], width: Int) -> String {
        var text = ""
        for name in names {
            let next = text.isEmpty ? name : "\(text), \(name)"
            guard next.count <= width - 3 else { return "\(text), …" }
            text = next
        }
        return text
    }

    /// The heading of a section, such as `DATA OPTIONS` for the line `DATA OPTIONS:`.
    private static func title(_ line: Substring) -> String? {
        guard line.hasSuffix(":"), line.first?.isUppercase == true, line == line.uppercased() else { return nil }
        return String(line.dropLast())
    }

    /// Sections with one heading become one, at the position of the first.
    private static func merged(_ sections: [Section]) -> [Section] {
        var merged: [Section] = []
        for section in sections {
            if let index = merged.firstIndex(where: { $0.title == section.title }) {
                merged[index].entries += section.entries
            } else {
                merged.append(section)
            }
        }
        return merged
    }

    /// The long name of an option with its dashes; `nil` for an argument or a subcommand.
    private static func name(of entry: [Substring]) -> String? {
        entry.first?.split(whereSeparator: { " ,/".contains($0) }).first { $0.hasPrefix("--") }.map(String.init)
    }

    private static func path(
        to command: any ParsableCommand.Type, from parent: any ParsableCommand.Type
    ) -> [String]? {
        if parent == command { return [parent._commandName] }
        for child in parent.configuration.subcommands {
            if let path = path(to: command, from: child) { return [parent._commandName] + path }
        }
        return nil
    }
}
