import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// Every id and type, as recorded from the reference library.
@Suite struct GoldenTests {
    @Test(arguments: Fixture.variants)
    func encodesLikeTheReference(variant: String) throws {
        let tokenizer = try Fixture.tokenizer(variant)
        let cases = try RecordedCase.all(of: variant)
        #expect(cases.count >= 278)
        for recorded in cases {
            let call = Comment(
                rawValue:
                    "\(recorded.text.debugDescription) + \(recorded.pair.debugDescription),"
                    + " \(recorded.maximumLength ?? 0) \(String(describing: recorded.strategy))")
            func encode() throws -> Encoding {
                try tokenizer.encode(
                    recorded.text, pair: recorded.pair,
                    options: EncodingOptions(
                        maximumLength: recorded.maximumLength, truncation: recorded.strategy ?? .longestFirst))
            }
            guard let ids = recorded.ids else {
                #expect(throws: FledgeError.self, call) { try encode() }
                continue
            }
            let encoding = try encode()
            #expect(encoding.ids == ids, call)
            #expect(encoding.typeIDs == recorded.typeIDs, call)
            let whole = try tokenizer.encode(recorded.text, pair: recorded.pair)
            #expect(encoding.truncatedTokenCount == whole.ids.count - ids.count, call)
        }
    }

    @Test(arguments: Fixture.variants)
    func bytesAndBatchesGiveTheSameIDs(variant: String) throws {
        let tokenizer = try Fixture.tokenizer(variant)
        let cases = try RecordedCase.all(of: variant).filter { $0.pair == nil && $0.maximumLength == nil }
        let batch = try tokenizer.encodeBatch(cases.map(\.text))
        #expect(batch.map(\.ids) == cases.map(\.ids))
        let second = cases.indices.map { $0 % 3 == 0 ? nil : cases[$0 / 2].text }
        let pairs = try tokenizer.encodeBatch(cases.map(\.text), pairs: second)
        #expect(pairs == (try zip(cases, second).map { try tokenizer.encode($0.text, pair: $1) }))
        for recorded in cases {
            let bytes = Array(recorded.text.utf8)
            let encoding = try bytes.withUnsafeBufferPointer { try tokenizer.encode(utf8: $0) }
            #expect(encoding.ids == recorded.ids, Comment(rawValue: recorded.text))
        }
    }

    /// After saving and reading, the files give the same tokenizer, with tokenizer.json or with vocab.txt alone.
    @Test(arguments: Fixture.variants)
    func savedFilesEncodeAlike(variant: String) throws {
        let tokenizer = try Fixture.tokenizer(variant)
        let directory = try TemporaryDirectory()
        try tokenizer.save(toDirectory: directory.path)
        let again = try Tokenizer(directory: directory.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
    }

    @Test func vocabularyFileAloneIsAnUncasedModel() throws {
        let directory = try TemporaryDirectory()
        let uncased = try Fixture.tokenizer()
        try uncased.save(toDirectory: directory.path)
        for name in ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"] {
            try FileManager.default.removeItem(atPath: "\(directory.path)/\(name)")
        }
        let tokenizer = try Tokenizer(directory: directory.path)
        // A tokenizer.json without a class passes no types to the model, unlike BERT's class.
        #expect(
            tokenizer.fingerprintDescription
                == uncased.fingerprintDescription.replacing("model_type_ids false\n", with: ""))
        for recorded in try RecordedCase.all(of: "uncased") where recorded.maximumLength == nil {
            let encoding = try tokenizer.encode(recorded.text, pair: recorded.pair)
            #expect(encoding.ids == recorded.ids, Comment(rawValue: recorded.text))
        }
        // The generated tokenizer.json is read back as the same tokenizer.
        let generated = try TemporaryDirectory()
        try tokenizer.save(toDirectory: generated.path)
        let again = try Tokenizer(directory: generated.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
    }
}
