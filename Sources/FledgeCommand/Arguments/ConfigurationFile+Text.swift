import Yams

extension ConfigurationFile {
    /// Options that concern one call and not its result. Repeating a run is no permission to replace its output.
    private static let aboutOneCall: Set<String> = ["overwrite", "resume", "resume-changed", "quiet", "json"]

    /// The options among arguments as a configuration file, in the order in which the command lists them.
    ///
    /// Options for messages, and for replacing or resuming an earlier output, are left out.
    ///
    /// - Parameter arguments: The arguments without the program's name, as ``expanded(_:)`` gives them.
    package static func text(of arguments: [String]) throws -> String {
        let command = try CommandOptions(calledBy: arguments)
        let given = command.given(in: arguments)
        let settings = command.settings.filter { !aboutOneCall.contains($0.name) }
        let pairs = settings.compactMap { option -> (Node, Node)? in
            let found = given.filter { $0.option.name == option.name }
            guard let last = found.last else { return nil }
            let value: Node =
                if option.isFlag {
                    Node("true")
                } else if option.isRepeating {
                    Node(found.compactMap(\.value).map(scalar), .implicit, .block)
                } else {
                    scalar(last.value ?? "")
                }
            return (Node(option.name), value)
        }
        return try Yams.serialize(node: Node(pairs, .implicit, .block), width: -1, allowUnicode: true)
    }

    /// A text as it was given, in quotes if YAML would read it as null.
    private static func scalar(_ text: String) -> Node {
        Node(text, .implicit, Node(text).tag == Tag(.null) ? .singleQuoted : .any)
    }

    /// The options in a configuration's text, each with its values in one line.
    static func settings(in text: String, path: String) throws -> [(name: String, value: String)] {
        try mapping(in: text, path: path).map { key, value in
            let values = value.sequence.map { Array($0) } ?? [value]
            return (key.scalar?.string ?? "", values.map { $0.scalar?.string ?? "" }.joined(separator: ", "))
        }
    }
}
