import Foundation

/// A list of facts, one per line.
enum FactList {
    /// The facts, indented, with aligned values.
    static func aligned(_ facts: [(name: String, value: String)]) -> String {
        let width = facts.reduce(0) { max($0, $1.name.count) }
        return facts.map { name, value in
            let indented = value.replacingOccurrences(of: "\n", with: "\n" + String(repeating: " ", count: width + 4))
            return "  \(name)\(String(repeating: " ", count: width - name.count))  \(indented)"
        }.joined(separator: "\n")
    }
}
