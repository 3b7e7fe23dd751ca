import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// A tokenizer.json with one component of interest, the reference's written form of it, and its results for texts.
struct RecordedComponent: Decodable, Sendable, CustomTestStringConvertible {
    struct Encoding: Decodable, Sendable {
        let text: String
        let pair: String?
        let ids: [Int32]
        let typeIDs: [Int32]

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            text = try row.decode(String.self)
            pair = try row.decodeIfPresent(String.self)
            ids = try row.decode([Int32].self)
            typeIDs = try row.decode([Int32].self)
        }
    }

    struct Decoding: Decodable, Sendable {
        let ids: [Int32]
        let skipsSpecialTokens: Bool
        let text: String

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            ids = try row.decode([Int32].self)
            skipsSpecialTokens = try row.decode(Bool.self)
            text = try row.decode(String.self)
        }
    }

    let name: String
    let given: String
    let written: String
    let encodings: [Encoding]
    let decodings: [Decoding]
    var testDescription: String { name }

    static let all: [RecordedComponent] = {
        guard let data = try? Fixture.data("components.json"),
            let rows = try? JSONDecoder().decode([RecordedComponent].self, from: data)
        else { return [] }
        return rows
    }()
}

@Suite struct ComponentTests {
    private func tokenizer(_ content: String) throws -> Tokenizer {
        let directory = try TemporaryDirectory()
        try directory.write("tokenizer.json", content)
        return try Tokenizer(directory: directory.path)
    }

    @Test func everyComponentIsRecorded() {
        #expect(RecordedComponent.all.count == 40)
    }

    @Test(arguments: RecordedComponent.all)
    func encodesLikeTheReference(component: RecordedComponent) throws {
        let tokenizer = try tokenizer(component.given)
        for recorded in component.encodings {
            let encoding = try tokenizer.encode(recorded.text, pair: recorded.pair)
            let call = Comment(rawValue: "\(recorded.text.debugDescription) + \(recorded.pair.debugDescription)")
            #expect(encoding.ids == recorded.ids, call)
            #expect(encoding.typeIDs == recorded.typeIDs, call)
        }
    }

    @Test(arguments: RecordedComponent.all)
    func decodesLikeTheReference(component: RecordedComponent) throws {
        let tokenizer = try tokenizer(component.given)
        for recorded in component.decodings {
            let text = tokenizer.decode(recorded.ids, skipsSpecialTokens: recorded.skipsSpecialTokens)
            #expect(Array(text.utf8) == Array(recorded.text.utf8), Comment(rawValue: "\(recorded.ids)"))
        }
    }

    /// Fledge writes components as the reference does, so the reference can read them.
    @Test(arguments: RecordedComponent.all)
    func writesLikeTheReference(component: RecordedComponent) throws {
        let tokenizer = try tokenizer(component.given)
        let own = try JSONValue(parsing: Data(tokenizer.newTokenizerFile().utf8), path: "own")
        let reference = try JSONValue(parsing: Data(component.written.utf8), path: "reference")
        for member in [
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "decoder", "model",
        ] {
            #expect(own[member] != nil)
            #expect(own[member] == reference[member])
        }
        // BERT's post-processor is written as the equivalent template, and so is RoBERTa's without trimming.
        if !["post_processor bert", "post_processor roberta untrimmed"].contains(component.name) {
            #expect(own["post_processor"] == reference["post_processor"])
        } else {
            #expect(own["post_processor"]?["type"] == .string("TemplateProcessing"))
        }
    }

    @Test(arguments: RecordedComponent.all)
    func readsWhatItWrites(component: RecordedComponent) throws {
        let tokenizer = try tokenizer(component.given)
        let again = try self.tokenizer(tokenizer.newTokenizerFile())
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
        #expect(again.normalizer == tokenizer.normalizer)
        #expect(again.newTokenizerFile() == tokenizer.newTokenizerFile())
        for recorded in component.encodings {
            #expect(try again.encode(recorded.text, pair: recorded.pair).ids == recorded.ids)
        }
    }

    @Test func fingerprintsTellComponentsApart() throws {
        let fingerprints = try RecordedComponent.all.map { ($0.name, try tokenizer($0.given).fingerprintDescription) }
        for (index, (name, fingerprint)) in fingerprints.enumerated() {
            let equals = fingerprints[..<index].filter { $0.1 == fingerprint }.map(\.0)
            let expected: [String] =
                switch name {
                // Only settings that affect the ids matter, not the decoder or the trimming of offsets.
                case "post_processor roberta with blank": ["post_processor roberta"]
                case "post_processor roberta untrimmed":
                    ["post_processor roberta", "post_processor roberta with blank"]
                case "decoder none": ["pre_tokenizer bert"]
                case "decoder plain": ["pre_tokenizer bert", "decoder none"]
                case "decoder other prefix": ["pre_tokenizer bert", "decoder none", "decoder plain"]
                case "decoder no prefix":
                    ["pre_tokenizer bert", "decoder none", "decoder plain", "decoder other prefix"]
                case "pre_tokenizer isolated": ["pre_tokenizer punctuation"]
                default: []
                }
            #expect(equals == expected, Comment(rawValue: name))
        }
    }
}

@Suite struct DecodingTests {
    struct Row: Decodable {
        let variant: String
        let ids: [Int32]
        let skipsSpecialTokens: Bool
        let text: String

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            variant = try row.decode(String.self)
            ids = try row.decode([Int32].self)
            skipsSpecialTokens = try row.decode(Bool.self)
            text = try row.decode(String.self)
        }
    }

    @Test(arguments: Fixture.variants)
    func decodesLikeTheReference(variant: String) throws {
        let tokenizer = try Fixture.tokenizer(variant)
        let rows = try JSONDecoder().decode([Row].self, from: Fixture.data("decoding.json"))
            .filter { $0.variant == variant }
        #expect(rows.count > 400)
        for row in rows {
            let text = tokenizer.decode(row.ids, skipsSpecialTokens: row.skipsSpecialTokens)
            #expect(Array(text.utf8) == Array(row.text.utf8), Comment(rawValue: "\(row.ids)"))
        }
    }
}
