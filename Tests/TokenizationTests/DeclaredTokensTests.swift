import Foundation
import TestSupport
import Testing
import Tokenization

/// The tokenizers that `AutoTokenizer` of transformers builds from the files beside a vocabulary, as recorded by
/// `record_files.py`.
@Suite struct DeclaredTokensTests {
    private struct Recorded: Decodable {
        let tokenizerFile: String
        let specialTokens: String
        let vocabulary: String
        let text: String
        let types: [TypeRow]
        let cases: [[String?]]
        let tokens: [TokenRow]
        let results: [TokenResult]

        static let file = Result {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Recorded.self, from: Fixture.data("files.json"))
        }

        /// tokenizer.json with added tokens.
        func tokenizerFile(_ tokens: String) -> String {
            tokenizerFile.replacing(#""added_tokens": []"#, with: #""added_tokens": \#(tokens)"#)
        }
    }

    private struct TypeRow: Decodable {
        let configuration: String
        let model: String
        let givesTypes: Bool?
        let givesTypesWithVocabularyFile: Bool?

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            let name = try row.decode(String?.self)
            let isInModel = try row.decode(Bool.self)
            let inputs = try row.decode([String]?.self)
            let type = try row.decode(String?.self)
            let named = name.map { ["\"tokenizer_class\": \"\($0)\""] } ?? []
            let inputMembers = inputs.map { ["\"model_input_names\": \($0)"] } ?? []
            let typeMembers = type.map { ["\"model_type\": \"\($0)\""] } ?? []
            configuration = DeclaredTokensTests.object((isInModel ? [] : named) + inputMembers)
            model = DeclaredTokensTests.object((isInModel ? named : []) + typeMembers)
            givesTypes = try row.decode(Bool?.self)
            givesTypesWithVocabularyFile = try row.decode(Bool?.self)
        }
    }

    private struct TokenRow: Decodable {
        let number: Int
        let tokenizerClass: String?
        let modelType: String?
        let result: Int

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            number = try row.decode(Int.self)
            tokenizerClass = try row.decode(String?.self)
            modelType = try row.decode(String?.self)
            result = try row.decode(Int.self)
        }
    }

    private struct TokenResult: Decodable {
        let tokens: [AddedToken]
        let ids: [Int32]

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            tokens = try row.decode([RecordedToken].self).map(\.token)
            ids = try row.decode([Int32].self)
        }
    }

    private struct RecordedToken: Decodable {
        let token: AddedToken

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            let (id, content) = (try row.decode(Int32.self), try row.decode(String.self))
            let flags = try row.decode(String.self)
            token = AddedToken(
                id: id, content: content, isSingleWord: flags.contains("w"), stripsLeft: flags.contains("l"),
                stripsRight: flags.contains("r"), isNormalized: flags.contains("n"), isSpecial: flags.contains("s"))
        }
    }

    private static func object(_ members: [String]) -> String { "{\(members.joined(separator: ", "))}" }

    private func directory(_ files: [String: String]) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for (name, content) in files { try directory.write(name, content) }
        return directory
    }

    /// Saves a tokenizer, also with another letter case, and reads it with different model configurations.
    private func requireSavesTheSame(_ tokenizer: Tokenizer, _ note: Comment) throws {
        for tokenizer in [tokenizer, try tokenizer.lowercasing(false)] {
            let saved = try TemporaryDirectory()
            try tokenizer.save(toDirectory: saved.path)
            for model in ["{}", #"{"model_type": "bert"}"#] {
                try saved.write("config.json", model)
                let read = try Tokenizer(directory: saved.path)
                #expect(read.fingerprintDescription == tokenizer.fingerprintDescription, note)
                let types = [read, tokenizer].map { try? $0.encode("a", pair: "b").modelTypeIDs }
                #expect(types[0] == types[1], note)
            }
        }
    }

    /// Runs checks for each of many cases, and continues if one throws.
    private func forEach<Case>(_ cases: [Case], check: (Case) throws -> Void) {
        for item in cases {
            #expect(throws: Never.self, "\(item)") { try check(item) }
        }
    }

    @Test func theModelGetsTypesIfTransformersPassesThem() throws {
        let recorded = try Recorded.file.get()
        var answers: [(row: TypeRow, hasTokenizerFile: Bool, givesTypes: Bool)] = []
        for row in recorded.types {
            if let gives = row.givesTypes { answers.append((row, true, gives)) }
            if let gives = row.givesTypesWithVocabularyFile { answers.append((row, false, gives)) }
        }
        #expect(answers.contains { $0.givesTypes } && answers.contains { !$0.givesTypes })
        forEach(Array(answers.enumerated())) { number, item in
            let directory = try directory([
                "tokenizer_config.json": item.row.configuration, "config.json": item.row.model,
                item.hasTokenizerFile ? "tokenizer.json" : "vocab.txt": item.hasTokenizerFile
                    ? recorded.tokenizerFile(recorded.specialTokens) : recorded.vocabulary,
            ])
            let note: Comment = "\(item)"
            let tokenizer = try Tokenizer(directory: directory.path)
            let encoding = try tokenizer.encode("a", pair: "b")
            let none = [Int32](repeating: 0, count: encoding.ids.count)
            #expect(encoding.modelTypeIDs ?? none == (item.givesTypes ? encoding.typeIDs : none), note)
            // The types that `tokenizers` returns are kept.
            #expect(try encoding.typeIDs == tokenizer.encodeBatch(["a"], pairs: ["b"])[0].typeIDs, note)
            if item.hasTokenizerFile { #expect(encoding.typeIDs == [0, 0, 0, 1, 1], note) }
            if number % 7 == 0 { try requireSavesTheSame(tokenizer, note) }
        }
    }

    @Test func declaredTokensAreThoseOfTransformers() throws {
        let recorded = try Recorded.file.get()
        #expect(recorded.tokens.count > 100)
        forEach(recorded.tokens) { row in
            let contents = recorded.cases[row.number]
            let names = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"]
            var files: [String: String] = [:]
            for (name, content) in zip(names, contents) { files[name] = content }
            files["tokenizer.json"] = recorded.tokenizerFile(files["tokenizer.json"] ?? "[]")
            if let name = row.tokenizerClass, let configuration = files["tokenizer_config.json"] {
                let members = configuration.dropFirst().dropLast()
                files["tokenizer_config.json"] = Self.object(
                    ["\"tokenizer_class\": \"\(name)\""] + (members.isEmpty ? [] : [String(members)]))
            }
            files["config.json"] = row.modelType.map { Self.object(["\"model_type\": \"\($0)\""]) }
            let directory = try directory(files)
            let note: Comment = "\(contents) \(row)"
            let tokenizer = try Tokenizer(directory: directory.path)
            let result = recorded.results[row.result]
            #expect(tokenizer.addedTokens.sorted { $0.id < $1.id } == result.tokens, note)
            let options = EncodingOptions(addsSpecialTokens: false)
            #expect(try tokenizer.encode(recorded.text, options: options).ids == result.ids, note)
            try requireSavesTheSame(tokenizer, note)
        }
    }
}
