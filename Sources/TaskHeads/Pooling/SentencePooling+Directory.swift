import Checkpoints
import InputOutput

extension SentencePooling {
    /// Reads `modules.json`, the configurations of its modules in all schemas that sentence-transformers has written,
    /// and `truncate_dim` of `config_sentence_transformers.json`.
    ///
    /// - Parameter mode: The pooling to use instead of the directory's own; the other modules are kept.
    /// - Throws: `FledgeError` if the directory does not specify the pooling, or asks for something that is not
    ///   supported.
    public init(directory: String, mode: PoolingMode? = nil) throws {
        try Checkpoint.requireDirectory(directory)
        let path = directory.path(of: "modules.json")
        guard FileSystemEntry.isFile(path) else {
            throw FledgeError(
                .data, at: directory, "nothing says how token vectors become one embedding",
                expected: "modules.json and a pooling configuration, as sentence-transformers writes them",
                found: "no modules.json", advice: "name the pooling yourself, for instance with --pooling mean")
        }
        let modules = try JSONValue(contentsOf: path).arrayValue ?? []
        var steps: [SentenceStep] = []
        for (number, module) in modules.enumerated() {
            let entry = ModelConfiguration(values: module.objectValue ?? [:], path: "\(path): module \(number)")
            steps += try Self.steps(of: entry, isFirst: number == 0, in: directory, modulesPath: path, mode: mode)
        }
        if let mode, !steps.contains(where: { if case .pooling = $0.operation { true } else { false } }) {
            steps.insert(.pooling([mode], includesPrompt: true), at: 0)
        }
        guard steps.contains(where: { $0.output == SentenceStep.sentenceEmbedding }) else {
            throw FledgeError(
                .data, at: path, "no pooling module is listed", expected: "a module of type Pooling",
                found: modules.count.counted("module"),
                advice: "name the pooling yourself, for instance with --pooling mean")
        }
        self.init(steps: steps, dimensions: try Self.dimensions(directory: directory))
    }

    /// The number of components that `config_sentence_transformers.json` keeps; `nil` for all.
    ///
    /// - Throws: `FledgeError` if the file has a setting that Fledge does not support.
    public static func dimensions(directory: String) throws -> Int? {
        let path = directory.path(of: "config_sentence_transformers.json")
        guard FileSystemEntry.isFile(path) else { return nil }
        let settings = ModelConfiguration(values: try JSONValue(contentsOf: path).objectValue ?? [:], path: path)
        try settings.requireKnownSettings([
            "__version__", "default_prompt_name", "model_type", "prompts", "requirements", "similarity_fn_name",
            "truncate_dim",
        ])
        try settings.requireSetting(
            "model_type", in: [.string("SentenceTransformer")], "this kind of model is not supported")
        guard let value = settings.values["truncate_dim"], value != .null else { return nil }
        guard let dimensions = value.integerValue, dimensions > 0 else {
            throw FledgeError(
                .data, at: "\(path): truncate_dim", "the number of components is out of range", expected: "at least 1",
                found: value.excerpt)
        }
        return dimensions
    }

    private static func steps(
        of module: ModelConfiguration, isFirst: Bool, in directory: String, modulesPath: String, mode: PoolingMode?
    ) throws -> [SentenceStep] {
        try module.requireKnownSettings(["idx", "name", "path", "type", "kwargs"])
        let type = try module.string("type", default: "")
        let path = try module.string("path", default: "")
        guard path.isEmpty || EncoderDirectory.isInside(path) else {
            throw FledgeError(
                .data, at: module.path, "the path leads out of the directory", expected: "a path below it", found: path)
        }
        let place = path.isEmpty ? directory : directory.path(of: path)
        // Modules of other packages may have the same name and do something else.
        let name = type.hasPrefix("sentence_transformers.") ? type.split(separator: ".").last.map(String.init) : nil
        switch name {
        case "Transformer" where isFirst:
            guard FileSystemEntry.isDirectory(place) else {
                throw FledgeError(.noInput, at: module.path, "the module's directory is missing", expected: place)
            }
            return []
        case "Dropout":
            return []  // Drops nothing when a model is used.
        case "Pooling":
            return [try pooling(configuration(place), mode: mode)]
        case "Normalize":
            let settings = try configuration(place)
            try settings.requireKnownSettings(["module_input_name", "module_output_name"])
            return [try step(.normalize, settings)]
        case "LayerNorm":
            return [SentenceStep(.layerNorm(directory: place))]
        case "Dense":
            return [try step(.dense(directory: place), configuration(place))]
        default:
            throw FledgeError(
                .data, at: modulesPath, "a module of this type is not supported",
                expected: "Transformer, and after it Pooling, Dense, LayerNorm, Dropout or Normalize of "
                    + "sentence_transformers", found: type.isEmpty ? "no type" : type,
                advice: name.map(SentenceTransformerFiles.encoderTypes.contains) == true && isFirst
                    ? "write sentence_transformers.models.Transformer instead: later versions call it so" : nil)
        }
    }

    /// The settings in a module's directory; empty if it has no config.json.
    private static func configuration(_ directory: String) throws -> ModelConfiguration {
        let path = directory.path(of: "config.json")
        guard FileSystemEntry.isFile(path) else { return ModelConfiguration(values: [:], path: path) }
        return ModelConfiguration(values: try JSONValue(contentsOf: path).objectValue ?? [:], path: path)
    }

    private static func step(
        _ operation: SentenceStep.Operation, _ settings: ModelConfiguration
    ) throws -> SentenceStep {
        let input = try settings.string("module_input_name", default: SentenceStep.sentenceEmbedding)
        return SentenceStep(
            operation, input: input, output: try settings.string("module_output_name", default: input))
    }

    // MARK: Pooling

    /// The keys of the schema before version 5.3, in the order in which sentence-transformers concatenates.
    private static let flags: [(key: String, mode: PoolingMode)] = [
        ("pooling_mode_cls_token", .cls), ("pooling_mode_max_tokens", .max), ("pooling_mode_mean_tokens", .mean),
        ("pooling_mode_mean_sqrt_len_tokens", .meanSqrtLength), ("pooling_mode_weightedmean_tokens", .weightedMean),
        ("pooling_mode_lasttoken", .lastToken),
    ]

    private static let modeNames: [String: PoolingMode] = [
        "mean": .mean, "mean_tokens": .mean, "cls": .cls, "cls_token": .cls, "max": .max, "max_tokens": .max,
        "mean_sqrt_len_tokens": .meanSqrtLength, "mean_sqrt_len": .meanSqrtLength, "weightedmean": .weightedMean,
        "weightedmean_tokens": .weightedMean, "lasttoken": .lastToken,
    ]

    private static func pooling(_ settings: ModelConfiguration, mode: PoolingMode?) throws -> SentenceStep {
        if let mode {
            return .pooling([mode], includesPrompt: try settings.boolean("include_prompt", default: true))
        }
        func unsupported(_ found: String) -> FledgeError {
            FledgeError(
                .data, at: settings.path, "this way of pooling is not supported",
                expected: "one or several of \(PoolingMode.allCases.map(\.rawValue).joined(separator: ", "))",
                found: found)
        }
        let unknown = settings.values.filter { key, value in
            key.hasPrefix("pooling_mode_") && value == .bool(true) && !flags.contains { $0.key == key }
        }
        if let key = unknown.keys.min() { throw unsupported(String(key.dropFirst("pooling_mode_".count))) }
        let flagKeys = settings.values.keys.filter { $0.hasPrefix("pooling_mode_") }
        try settings.requireKnownSettings(
            Set(["embedding_dimension", "word_embedding_dimension", "pooling_mode", "include_prompt"] + flagKeys))
        let includesPrompt = try settings.boolean("include_prompt", default: true)
        let modes: [PoolingMode]
        if let value = settings.values["pooling_mode"] {
            let names = value.arrayValue ?? [value]
            modes = try names.map { name in
                guard let mode = name.stringValue.flatMap({ modeNames[$0] }) else {
                    throw unsupported(name.stringValue ?? name.excerpt)
                }
                return mode
            }
        } else {
            modes = try flags.filter { try settings.boolean($0.key, default: false) }.map(\.mode)
        }
        // If no mode is switched on, sentence-transformers uses the mean.
        let saysNothing = settings.values.isEmpty || settings.values["pooling_mode"] != nil
        guard !modes.isEmpty || !saysNothing else { throw unsupported("none") }
        return .pooling(modes.isEmpty ? [.mean] : modes, includesPrompt: includesPrompt)
    }
}
