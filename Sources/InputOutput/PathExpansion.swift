import Foundation

/// Expansion of `~` and variables in paths, which environment settings may contain.
package struct PathExpansion {
    private let environment: [String: String]

    package init(_ environment: [String: String]) { self.environment = environment }

    /// The user's home directory: `HOME`, or the one that the system reports.
    package var home: String { environment["HOME"] ?? NSHomeDirectory() }

    /// Joins both parts with one slash; returns the second alone if it is absolute or the first is empty.
    package func join(_ first: String, _ second: String) -> String {
        if first.isEmpty || second.hasPrefix("/") { return second }
        return first.hasSuffix("/") ? first + second : "\(first)/\(second)"
    }

    /// Expands `~` and `~user` at the start, then `$NAME` and `${NAME}` if such a variable exists.
    package func expand(_ path: String) -> String { expandVariables(expandUser(path)) }

    private func expandUser(_ path: String) -> String {
        guard path.hasPrefix("~") else { return path }
        let end = path.firstIndex(of: "/") ?? path.endIndex
        let user = String(path[..<end].dropFirst())
        guard var directory = user.isEmpty ? home : NSHomeDirectoryForUser(user) else { return path }
        while directory.hasSuffix("/") { directory.removeLast() }
        let expanded = directory + path[end...]
        return expanded.isEmpty ? "/" : expanded
    }

    private func expandVariables(_ path: String) -> String {
        var result = ""
        var rest = path[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            let (name, length) = Self.variable(rest)
            result += environment[name] ?? String(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return result + rest
    }

    /// The name after the dollar sign at the start of `text`, and the number of characters including the dollar sign.
    private static func variable(_ text: Substring) -> (name: String, length: Int) {
        let body = text.dropFirst()
        if body.hasPrefix("{"), let end = body.firstIndex(of: "}") {
            return (String(body[..<end].dropFirst()), 1 + body.distance(from: body.startIndex, to: end) + 1)
        }
        let name = body.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" }
        return (String(name), 1 + name.count)
    }
}
