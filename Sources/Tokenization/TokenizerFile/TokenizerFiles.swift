import Foundation
import InputOutput

/// The files in a tokenizer's directory, open for reading as long as this object lives.
final class TokenizerFiles {
    let directory: String
    let tokenizerFile: MappedFile?
    let vocabularyFile: MappedFile?
    let configurationFile: MappedFile?
    let specialTokensMapFile: MappedFile?
    let addedTokensFile: MappedFile?
    private let modelConfigurationFile: MappedFile?

    init(directory: String) throws {
        func file(_ name: String) throws -> MappedFile? {
            let path = directory.path(of: name)
            return access(path, F_OK) == 0 ? try MappedFile(path: path) : nil
        }
        self.directory = directory
        tokenizerFile = try file("tokenizer.json")
        vocabularyFile = try file("vocab.txt")
        configurationFile = try file("tokenizer_config.json")
        specialTokensMapFile = try file("special_tokens_map.json")
        addedTokensFile = try file("added_tokens.json")
        modelConfigurationFile = try file("config.json")
    }

    /// The path of tokenizer_config.json, whether or not it exists.
    var configurationPath: String { directory.path(of: "tokenizer_config.json") }

    /// The content of tokenizer_config.json, with the names of special_tokens_map.json if those count.
    func configuration() throws -> TokenizerConfiguration {
        var configuration =
            try configurationFile.map { try TokenizerConfiguration($0.bytes, path: $0.path) }
            ?? TokenizerConfiguration()
        // The reference ignores the older files if tokenizer_config.json lists the added tokens.
        if !configuration.listsAddedTokens, let file = specialTokensMapFile {
            configuration.specialTokensMap = try ComponentFields(file: file.bytes, path: file.path)
        }
        return configuration
    }

    /// The content of config.json, of which only the tokenizer's class and the model's type count; `nil` if it is
    /// missing.
    func modelConfiguration() throws -> ComponentFields? {
        try modelConfigurationFile.map { try ComponentFields(file: $0.bytes, path: $0.path) }
    }

    /// The tokens of added_tokens.json, in file order.
    ///
    /// - Throws: `FledgeError` with category `data` if the file is not an object of tokens and ids.
    func addedTokens() throws -> [(name: String, id: Int32)] {
        guard let file = addedTokensFile else { return [] }
        let source = JSONSource(path: file.path, bytes: file.bytes)
        return try source.read { reader in
            var tokens: [(name: String, id: Int32)] = []
            guard reader.nextByte() == UInt8(ascii: "{") else {
                throw FledgeError(
                    .data, at: file.path, "the file holds no JSON object", expected: "an object of tokens and ids",
                    found: try reader.readValue().excerpt)
            }
            try reader.readObject { name, reader in
                let value = try reader.readValue()
                guard let id = value.integerValue.flatMap(Int32.init(exactly:)), id >= 0 else {
                    throw FledgeError(
                        .data, at: "\(file.path):\(reader.line(at: reader.position))",
                        "the id of \(JSONValue.quoted(name)) is wrong", expected: "a whole number from 0",
                        found: value.excerpt)
                }
                tokens.append((name, id))
            }
            return tokens
        }
    }
}

extension ComponentFields {
    /// The members of a file that contains one JSON object.
    ///
    /// - Parameter bytes: The content, which must outlive this value.
    init(file bytes: UnsafeRawBufferPointer, path: String) throws {
        let source = JSONSource(path: path, bytes: bytes)
        let value = try source.read { try $0.readValue() }
        guard let members = value.objectValue else {
            throw FledgeError(
                .data, at: path, "the file holds no JSON object", expected: "an object", found: value.excerpt)
        }
        self.init(members: members, source: source)
    }
}
