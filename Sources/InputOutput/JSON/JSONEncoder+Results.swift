package import Foundation

extension JSONEncoder {
    /// An encoder of results for programs: names in snake case, sorted, one member per line.
    package static var forResults: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
