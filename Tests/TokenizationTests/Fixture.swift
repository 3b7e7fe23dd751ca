import Foundation
import TestSupport
import Tokenization

/// The recorded tokenizers and the reference's results for texts.
enum Fixture {
    static let directory = Fixtures.path("Tokenization")

    static let variants = [
        "uncased", "cased", "bert-processing", "lowercase-with-accents", "unclean", "added-tokens", "long-template",
        "bare",
    ]

    /// The directory of a variant.
    static func path(_ variant: String) -> String { "\(directory)/\(variant)" }

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
    }

    static func tokenizer(_ variant: String = "uncased") throws -> Tokenizer {
        try Tokenizer(directory: path(variant))
    }

    static func tokenizerFile(_ variant: String = "uncased") throws -> String {
        String(decoding: try data("\(variant)/tokenizer.json"), as: UTF8.self)
    }
}

/// One call of the reference: its arguments, and the ids and types that it returned, or nil if it failed.
struct RecordedCase: Decodable {
    let text: String
    let pair: String?
    let maximumLength: Int?
    let strategy: TruncationStrategy?
    let ids: [Int32]?
    let typeIDs: [Int32]?

    init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        text = try row.decode(String.self)
        pair = try row.decodeIfPresent(String.self)
        maximumLength = try row.decodeIfPresent(Int.self)
        strategy = try row.decodeIfPresent(String.self).map { name in
            switch name {
            case "longest_first": .longestFirst
            case "only_first": .onlyFirst
            case "only_second": .onlySecond
            default: throw DecodingError.dataCorruptedError(in: row, debugDescription: "strategy \(name)")
            }
        }
        ids = try row.decodeIfPresent([Int32].self)
        typeIDs = try row.decodeIfPresent([Int32].self)
    }

    static func all(of variant: String) throws -> [RecordedCase] {
        try JSONDecoder().decode([RecordedCase].self, from: Fixture.data("\(variant)/golden.json"))
    }
}
