import Foundation
import InputOutput

extension Tokenizer {
    /// Writes vocab.txt, tokenizer.json, tokenizer_config.json and special_tokens_map.json as transformers expects
    /// them, and fledge_tokenizer_probes.json, with which Fledge checks that the files still produce the same ids.
    ///
    /// Files that the tokenizer was read from are written back byte for byte, except that truncation and padding of
    /// tokenizer.json become null; missing files are created.
    ///
    /// - Parameters:
    ///   - directory: The directory, created if it does not exist; files of these names in it are replaced.
    ///   - maximumLength: The maximum length that the model was trained with, which becomes `model_max_length` of
    ///     tokenizer_config.json; `nil` leaves it unchanged.
    /// - Throws: `FledgeError` if a file cannot be written, or if a piece contains a line break.
    public func save(toDirectory directory: String, maximumLength: Int? = nil) throws {
        let configuration = ConfigurationWriter(parts, maximumLength: maximumLength)
        let tokenizerFile =
            try parts.sources.tokenizerFile.map(Self.withoutEmbeddedSettings) ?? Array(newTokenizerFile().utf8)
        let files = [
            ("vocab.txt", try vocabulary.fileContent()),
            ("tokenizer.json", tokenizerFile),
            ("tokenizer_config.json", try configuration.configuration()),
            ("special_tokens_map.json", configuration.specialTokensMap()),
            (TokenizerProbes.fileName, Array(try TokenizerProbes(of: self).fileContent().utf8)),
        ]
        try OutputPath.makeDirectory(directory)
        for (name, content) in files { try AtomicFile.writeFile("\(directory)/\(name)", content) }
    }

    /// The content of a new tokenizer.json, written from the components.
    package func newTokenizerFile() -> String { TokenizerFileWriter(parts).content() }

    /// The content of a tokenizer.json with null for truncation and padding.
    private static func withoutEmbeddedSettings(_ content: [UInt8]) throws -> [UInt8] {
        let ranges = try content.withUnsafeBytes {
            try TokenizerFile($0, path: "tokenizer.json").embeddedSettings
        }
        var result = content
        for range in ranges.sorted(by: { $0.lowerBound > $1.lowerBound }) {
            result.replaceSubrange(range, with: "null".utf8)
        }
        return result
    }
}
