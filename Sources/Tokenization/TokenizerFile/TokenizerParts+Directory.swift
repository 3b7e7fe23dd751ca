import Foundation
import InputOutput

extension TokenizerParts {
    /// Reads the tokenizer of a checkpoint: tokenizer.json if it is there, else vocab.txt.
    init(directory: String) throws {
        func file(_ name: String) throws -> MappedFile? {
            let path = directory.path(of: name)
            return access(path, F_OK) == 0 ? try MappedFile(path: path) : nil
        }
        let tokenizerFile = try file("tokenizer.json")
        let vocabularyFile = try file("vocab.txt")
        let configurationFile = try file("tokenizer_config.json")
        let configuration =
            try configurationFile.map { try TokenizerConfiguration($0.bytes, path: $0.path) }
            ?? TokenizerConfiguration()
        if let tokenizerFile {
            self = try TokenizerFile(tokenizerFile.bytes, path: tokenizerFile.path).parts()
            if let vocabularyFile {
                try vocabulary.requireSame(
                    as: vocabularyFile.buffer, at: vocabularyFile.path, tokenizerFile: tokenizerFile.path)
            }
            specialTokens = try configuration.specialTokens(defaults: specialTokens)
            tokenizerClass = try configuration.tokenizerClass()
            try requireAgreement(with: configuration, tokenizerFile: tokenizerFile.path)
        } else if let vocabularyFile {
            self = try TokenizerParts(
                vocabulary: Vocabulary(lines: vocabularyFile.buffer, of: vocabularyFile.path), at: vocabularyFile.path,
                configuration: configuration, configurationPath: directory.path(of: "tokenizer_config.json"))
        } else {
            throw FledgeError(
                .noInput, at: directory, "the directory has no tokenizer", expected: "tokenizer.json or vocab.txt",
                found: access(directory, F_OK) == 0 ? "neither of them" : "no such directory",
                advice: "copy the tokenizer's files from the checkpoint that the model was trained from")
        }
        maximumLength = try configuration.maximumLength()
        truncationSide = try configuration.truncationSide() ?? truncationSide
        // The bytes of a mapped file are there as long as the file is.
        withExtendedLifetime((tokenizerFile, vocabularyFile, configurationFile)) {}
        sources = TokenizerSources(
            tokenizerFile: tokenizerFile.map { Array($0.bytes) },
            configuration: configurationFile.map { Array($0.bytes) },
            specialTokensMap: try file("special_tokens_map.json").map { Array($0.bytes) })
    }
}

extension MappedFile {
    fileprivate var buffer: UnsafeBufferPointer<UInt8> { bytes.bindMemory(to: UInt8.self) }
}

extension Vocabulary {
    /// Compares the vocabulary of tokenizer.json with the content of the vocab.txt beside it.
    ///
    /// - Throws: `FledgeError` with category `data` that names the first id whose pieces differ.
    func requireSame(as lines: UnsafeBufferPointer<UInt8>, at path: String, tokenizerFile: String) throws {
        if let content = try? fileContent(), content.elementsEqual(lines) { return }
        let other = try Vocabulary(lines: lines, of: path)
        for id in 0..<max(count, other.count) {
            let here = id < count ? pieces[id] : nil
            let there = id < other.count ? other.pieces[id] : nil
            guard here == there else {
                throw VocabularyErrors.difference(
                    id: id, vocabularyFile: path, itsPiece: there, tokenizerFile: tokenizerFile, itsPiece: here)
            }
        }
    }
}
