import Foundation
import TestSupport
import Tokenization

/// The results of the reference's normalizers and pre-tokenizers for many texts, recorded by `record_normalizers.py`.
struct RecordedComponents: Decodable {
    let texts: [String]
    let normalizers: [RecordedNormalizer]
    let pretokenizers: [RecordedPreTokenizer]

    static let normalizerCount = 31
    static let preTokenizerCount = 13

    /// The contents of the file, read once.
    static let file = Result {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Tokenization/normalizers.json")))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(RecordedComponents.self, from: data)
    }
}

/// A normalizer and the texts that it changes.
struct RecordedNormalizer: Decodable {
    struct Change: Decodable {
        let text: Int
        let result: String
        /// The start and the end of the bytes that each scalar of the result is aligned with.
        let alignment: [UInt32]

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            text = try row.decode(Int.self)
            result = try row.decode(String.self)
            alignment = try row.decode([UInt32].self)
        }
    }

    let normalizer: Normalizer
    let changes: [Change]

    init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        normalizer = try row.decode(Definition.self).normalizer()
        changes = try row.decode([Change].self)
    }
}

/// A pre-tokenizer with its words.
struct RecordedPreTokenizer: Decodable {
    struct Split: Decodable {
        let text: Int
        /// The lengths in scalars of a gap, a word, a gap, a word and so on.
        let lengths: [Int]

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            text = try row.decode(Int.self)
            lengths = try row.decode([Int].self)
        }
    }

    let preTokenizer: PreTokenizer
    let splits: [Split]

    init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        preTokenizer = try row.decode(Definition.self).preTokenizer()
        splits = try row.decode([Split].self)
    }
}

/// A component as tokenizer.json defines it.
private struct Definition: Decodable {
    struct Unknown: Error { let type: String }

    let type: String
    var normalizers: [Definition]?
    var pretokenizers: [Definition]?
    var stripLeft: Bool?
    var stripRight: Bool?
    var prepend: String?
    var pattern: [String: String]?
    var content: String?
    var behavior: String?
    var cleanText: Bool?
    var handleChineseChars: Bool?
    var stripAccents: Bool?
    var lowercase: Bool?

    func normalizer() throws -> Normalizer {
        switch (type, pattern?["String"], content, prepend, stripLeft, stripRight) {
        case ("NFD", _, _, _, _, _): return .nfd
        case ("NFKD", _, _, _, _, _): return .nfkd
        case ("NFC", _, _, _, _, _): return .nfc
        case ("NFKC", _, _, _, _, _): return .nfkc
        case ("Lowercase", _, _, _, _, _): return .lowercase
        case ("StripAccents", _, _, _, _, _): return .stripAccents
        case ("Strip", _, _, _, let left?, let right?): return .strip(left: left, right: right)
        case ("Prepend", _, _, let content?, _, _): return .prepend(content)
        case ("Replace", let pattern?, let content?, _, _, _): return .replace(pattern, with: content)
        default: break
        }
        if let normalizers { return .sequence(try normalizers.map { try $0.normalizer() }) }
        guard type == "BertNormalizer", let cleanText, let handleChineseChars, let lowercase else {
            throw Unknown(type: type)
        }
        return .bert(
            BertNormalizer(
                cleansText: cleanText, separatesChineseCharacters: handleChineseChars, stripsAccents: stripAccents,
                lowercases: lowercase))
    }

    func preTokenizer() throws -> PreTokenizer {
        if let pretokenizers { return .sequence(try pretokenizers.map { try $0.preTokenizer() }) }
        switch (type, behavior) {
        case ("BertPreTokenizer", _): return .bert
        case ("Whitespace", _): return .whitespace
        case ("WhitespaceSplit", _): return .whitespaceSplit
        case ("Punctuation", "Removed"): return .punctuation(.removed)
        case ("Punctuation", "Isolated"): return .punctuation(.isolated)
        case ("Punctuation", "MergedWithPrevious"): return .punctuation(.mergedWithPrevious)
        case ("Punctuation", "MergedWithNext"): return .punctuation(.mergedWithNext)
        case ("Punctuation", "Contiguous"): return .punctuation(.contiguous)
        default: throw Unknown(type: type)
        }
    }
}
