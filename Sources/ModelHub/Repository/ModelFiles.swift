package import InputOutput

/// The files of a repository that a model needs: configuration, tokenizer, and the weights in one format.
package struct ModelFiles {
    /// Everything but the weights: configuration, tokenizer, the list of modules.
    package private(set) var descriptions: [String] = []
    /// The weights, or the index that lists them.
    package private(set) var weights: [String] = []
    /// The indexes among the weights. Their shards must be added.
    package private(set) var indexes: [String] = []

    private static let configurations: Set = [
        "config.json", "bert_config.json", "modules.json", AdapterBase.configurationName,
    ]
    private static let tokenizers: Set = ["tokenizer.json", "vocab.txt", "vocab.json", "merges.txt"]
    private static let others = Set(
        SentenceTransformerFiles.encoderSettings + [
            "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
            "config_sentence_transformers.json", "README.md",
        ])

    private let names: Set<String>

    package init(_ names: some Sequence<String>) {
        self.names = Set(names)
        add(directory: "")
    }

    /// True if a file specifies the kind of model.
    package var hasConfiguration: Bool { descriptions.contains(where: Self.configurations.contains) }
    /// True if there is a tokenizer, or adapters, which can use the tokenizer of the base model.
    package var hasTokenizer: Bool {
        descriptions.contains {
            Self.tokenizers.contains(Self.lastPart($0)) || $0 == AdapterBase.configurationName
        }
    }
    /// Files that look like weights, in any format.
    var allWeights: [String] {
        let endings = [".safetensors", ".bin", ".h5", ".msgpack", ".onnx", ".pt", ".pth", ".ckpt", ".gguf", ".ot"]
        return names.filter { name in endings.contains(where: name.hasSuffix) }.sorted()
    }

    /// Adds the model's files in a directory of the repository.
    ///
    /// - Parameter directory: Empty, or with a slash at its end.
    package mutating func add(directory: String) {
        let known = Self.configurations.union(Self.tokenizers).union(Self.others)
        descriptions += known.map { directory + $0 }.filter(names.contains).sorted()
        // The weights of parts come before those of the model itself, so that the presence of the latter shows that
        // nothing is missing.
        let (found, isIndex) = weights(in: directory)
        weights = found + weights
        if isIndex { indexes += found }
    }

    /// Adds the directories listed in a `modules.json`.
    package mutating func add(modules: JSONValue) {
        let paths = (modules.arrayValue ?? []).compactMap { $0["path"]?.stringValue }
        for path in paths where !path.isEmpty { add(directory: path.hasSuffix("/") ? path : path + "/") }
    }

    /// Replaces an index by the files it lists, followed by the index itself.
    package mutating func add(shards: [String], of index: String) {
        weights = weights.flatMap { $0 == index ? shards + [index] : [$0] }
    }

    /// The weights in a directory in the first available format, in the same order as checkpoints are read.
    private func weights(in directory: String) -> (names: [String], isIndex: Bool) {
        let isAdapted = names.contains(directory + AdapterBase.configurationName)
        let adapters = isAdapted ? ["adapter_model.safetensors", "adapter_model.bin"] : []
        for name in adapters + ["model.safetensors", "pytorch_model.bin", "fledge-int8.safetensors"] {
            if names.contains(directory + name) { return ([directory + name], false) }
            let index = "\(directory)\(name).index.json"
            if names.contains(index) { return ([index], true) }
        }
        return (tensorFlowCheckpoint(in: directory), false)
    }

    /// The files of a TensorFlow checkpoint: `P.ckpt.index` with all of `P.ckpt.data-00000-of-0000N`.
    private func tensorFlowCheckpoint(in directory: String) -> [String] {
        let ending = ".ckpt.index"
        let indexes = names.filter {
            $0.hasPrefix(directory) && $0.hasSuffix(ending) && !$0.dropFirst(directory.count).contains("/")
        }
        for index in indexes.sorted() {
            let prefix = index.dropLast(".index".count) + ".data-"
            let parts = names.filter { $0.hasPrefix(prefix) }
            guard let total = parts.first?.split(separator: "-").last.flatMap({ Int($0) }), total == parts.count else {
                continue
            }
            return parts.sorted() + [index]
        }
        return []
    }

    private static func lastPart(_ name: String) -> String {
        name.split(separator: "/").last.map(String.init) ?? name
    }
}

extension ModelFiles {
    /// Returns the files that an index lists.
    ///
    /// - Parameter index: The index's name in the repository.
    /// - Throws: ``FledgeError`` with category `data` if it is not such an index.
    package static func shards(in content: JSONValue, of index: String, path: String) throws -> [String] {
        guard let map = content["weight_map"]?.objectValue, !map.isEmpty else {
            throw FledgeError(
                .data, at: path, "this is not an index of weights", expected: "an object weight_map of names of files")
        }
        let directory = index.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        return try Set(
            map.values.map { value in
                guard let name = value.stringValue else {
                    throw FledgeError(.data, at: path, "the index names a file that is no string", found: "\(value)")
                }
                return directory + name
            }
        ).sorted()
    }
}
