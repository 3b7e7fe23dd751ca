import Foundation
import InputOutput

extension TokenizerParts {
    /// Reads the tokenizer of a checkpoint: tokenizer.json if it exists, otherwise vocab.txt.
    ///
    /// - Parameter letterCase: The treatment of capital letters; `nil` for what the files specify, which must then
    ///   agree.
    init(directory: String, letterCase: LetterCase? = nil) throws {
        let files = try TokenizerFiles(directory: directory)
        // The bytes of a mapped file are valid only as long as the file is open.
        defer { withExtendedLifetime(files) {} }
        let configuration = try files.configuration()
        try configuration.requireSupported()
        let tokenizerClass = try TokenizerClass(configuration, model: files.modelConfiguration())
        if let file = files.tokenizerFile {
            try self.init(
                tokenizerFile: file, files, configuration: configuration, tokenizerClass: tokenizerClass,
                checksLetterCase: letterCase == nil)
        } else if let file = files.vocabularyFile {
            let vocabulary = try Vocabulary(lines: file.buffer, of: file.path)
            try self.init(
                vocabulary: vocabulary, at: file.path, configuration: configuration,
                configurationPath: files.configurationPath, tokenizerClass: tokenizerClass,
                addedTokens: configuration.listsAddedTokens ? [] : files.addedTokens(),
                addedTokensPath: files.addedTokensFile?.path ?? "")
            if !vocabulary.gaps.isEmpty {
                let count = vocabulary.gaps.count.counted("line occurs", "lines occur")
                warnings.append("\(file.path): \(count) again further down; of equal lines the last one counts")
            }
            if let piece = vocabulary.piece(ofID: 0), piece.unicodeScalars.first == "\u{FEFF}" {
                warnings.append(
                    "\(file.path):1: the file begins with a byte order mark, which is part of the first piece, as in "
                        + "transformers: \(JSONValue.quoted(String(piece.unicodeScalars.dropFirst()))) is not in the "
                        + "vocabulary")
            }
        } else {
            throw FledgeError(
                .noInput, at: directory, "the directory has no tokenizer", expected: "tokenizer.json or vocab.txt",
                found: access(directory, F_OK) == 0 ? "neither of them" : "no such directory",
                advice: "copy the tokenizer's files from the checkpoint that the model was trained from")
        }
        maximumLength = try configuration.maximumLength()
        truncationSide = try configuration.truncationSide() ?? truncationSide
        splitsSpecialTokens = try configuration.splitsSpecialTokens()
        givesTypeIDs =
            try configuration.givesTypeIDs()
            ?? tokenizerClass.givesTypeIDs(hasTokenizerFile: files.tokenizerFile != nil)
        sources.configuration = files.configurationFile.map { Array($0.bytes) }
        sources.specialTokensMap = files.specialTokensMapFile.map { Array($0.bytes) }
        if try configuration.namesUnknownTokens(parts: self) {
            // Saved with the new tokenizer.json, the names would contradict it.
            (sources.configuration, sources.specialTokensMap) = (nil, nil)
        }
        if let letterCase {
            let saysSame = try configuration.fields.optionalBool("do_lower_case") ?? (letterCase == .uncased)
            try choose(letterCase, agreesWithFiles: saysSame == (letterCase == .uncased))
        }
        if let warning = unreachableCapitals() { warnings.append(warning) }
    }

    private init(
        tokenizerFile file: MappedFile, _ files: TokenizerFiles, configuration: TokenizerConfiguration,
        tokenizerClass: TokenizerClass, checksLetterCase: Bool
    ) throws {
        self = try TokenizerFile(file.bytes, path: file.path).parts()
        if let warning = try tokenizerClass.requireReadsTokenizerFile(file.path) { warnings.append(warning) }
        if let other = files.vocabularyFile, !vocabulary.isSame(asLines: other.buffer, of: other.path) {
            warnings.append("\(other.path): the vocabulary differs from that of \(file.path), which counts")
        }
        self.tokenizerClass = tokenizerClass.name
        specialTokens = try configuration.specialTokens(defaults: standardTokens)
        followsTokenizerFile = tokenizerClass.followsTokenizerFile
        let agreement = TokenizerAgreement(
            parts: self, configuration: configuration, tokenizerFile: file.path, tokenizerClass: tokenizerClass)
        try agreement.require(checksLetterCase: checksLetterCase)
        if !configuration.listsAddedTokens, let addedTokensFile = files.addedTokensFile {
            try agreement.require(files.addedTokens(), of: addedTokensFile.path)
        }
        if let warning = try agreement.differenceFromClass(checksLetterCase: checksLetterCase) {
            warnings.append(warning)
        }
        let olderTokens = try configuration.listsAddedTokens ? [] : files.addedTokens()
        // Saving writes no added_tokens.json, but a tokenizer.json with its tokens.
        sources.tokenizerFile = olderTokens.allSatisfy { hasAddedToken($0.name) } ? Array(file.bytes) : nil
        try addDeclaredTokens(configuration, olderTokens: olderTokens)
    }

    /// Chooses the treatment of capital letters; accents are stripped along with lowercasing.
    ///
    /// - Parameter agreesWithFiles: True if the files already specify it, provided that the normalizer does.
    /// - Throws: `FledgeError` with category `usage` if the normalizer is not BERT's.
    mutating func choose(_ letterCase: LetterCase, agreesWithFiles: Bool) throws {
        guard case .bert(var settings) = normalizer else {
            throw FledgeError(
                .usage, "the case of letters cannot be chosen for this tokenizer",
                expected: "a BertNormalizer", found: "another normalizer or none")
        }
        let lowercases = letterCase == .uncased
        if agreesWithFiles, settings.lowercases == lowercases, settings.stripsAccentsEffectively == lowercases {
            return
        }
        settings.lowercases = lowercases
        settings.stripsAccents = nil
        normalizer = .bert(settings)
        // The files no longer describe this tokenizer.
        sources = TokenizerSources()
    }
}

extension MappedFile {
    fileprivate var buffer: UnsafeBufferPointer<UInt8> { bytes.bindMemory(to: UInt8.self) }
}
