/// Weights that were saved from within another module, with its prefix removed from their names.
///
/// `DataParallel` adds the prefix `module.` to every name, `torch.compile` adds `_orig_mod.`, sentence-transformers
/// adds `0.auto_model.`, and a user's own class adds the name of its attribute. The prefix is the part before the table
/// of word embeddings; it is removed only at the beginning of names.
struct UnwrappedWeights: WeightsSource {
    let allTensors: [WeightsTensor]
    let wrapper: String?
    private let wrapped: any WeightsSource
    /// The tensors by their names without the prefix.
    private let tensors: [String: WeightsTensor]

    /// Returns the weights unchanged, or without the prefix if they have one.
    static func unwrapping(_ weights: any WeightsSource) -> any WeightsSource { UnwrappedWeights(weights) ?? weights }

    private init?(_ weights: any WeightsSource) {
        let prefixes = weights.allTensors.compactMap { EncoderAnchor.prefix(of: $0.name) }
        // If there are two encoders, it is unclear which of them is meant.
        guard prefixes.count == 1, let prefix = prefixes.first, Self.isWrapper(prefix) else { return nil }
        var tensors: [String: WeightsTensor] = [:]
        allTensors = weights.allTensors.map { tensor in
            var name = Self.name(tensor.name, without: prefix)
            // If two tensors would get the same name, one keeps its original name, so that the model rejects it.
            if tensors[name] != nil || name != tensor.name && weights.tensor(named: name) != nil { name = tensor.name }
            let renamed = WeightsTensor(
                name: name, elementType: tensor.elementType, shape: tensor.shape, file: tensor.file,
                storedName: tensor.name)
            tensors[name] = renamed
            return renamed
        }
        self.tensors = tensors
        wrapped = weights
        wrapper = prefix
    }

    var path: String { wrapped.path }
    var formatName: String { wrapped.formatName }

    func tensor(named name: String) -> WeightsTensor? { tensors[name] }

    func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        try wrapped.read(tensors[name]?.storedName ?? name, into: destination)
    }

    func mappedFloats(of name: String) -> MappedFloats? { wrapped.mappedFloats(of: tensors[name]?.storedName ?? name) }

    /// Returns true if a prefix belongs to a wrapper: it is not used by the families themselves, nor by another family.
    private static func isWrapper(_ prefix: String) -> Bool {
        let parts = prefix.split(separator: ".").map { "\($0)." }
        return parts.contains { !TensorNamePrefixes.all.contains($0) }
            && !parts.contains { EncoderAnchor.foreignPrefixes.contains($0) }
    }

    /// Removes the parts at the beginning of a name that it shares with the prefix.
    private static func name(_ name: String, without prefix: String) -> String {
        var rest = name[...]
        for part in prefix.split(separator: ".") {
            guard rest.hasPrefix("\(part).") else { break }
            rest = rest.dropFirst(part.count + 1)
        }
        return String(rest)
    }
}

/// The tensor that has the same name in every family of encoders: the table of word embeddings.
enum EncoderAnchor {
    private static let name = "embeddings.word_embeddings.weight"

    /// Prefixes of families other than BERT that use all or some of BERT's tensor names.
    static let foreignPrefixes = Set(
        [
            "roberta", "albert", "camembert", "xlm_roberta", "xlm-roberta", "deberta", "deberta_v2", "layoutlm",
            "nezha", "ernie", "megatron-bert", "mobilebert", "squeezebert", "longformer", "bigbird", "big_bird",
            "roformer", "convbert", "esm", "funnel", "rembert", "ibert", "data2vec_text", "xmod", "luke", "splinter",
            "tapas", "visual_bert", "lxmert", "fnet", "mra", "nystromformer", "yoso", "markuplm", "new",
        ].map { "\($0)." })

    /// The part before the encoder in the name of a word embedding table, including its dot; `nil` for other tensors.
    static func prefix(of tensorName: String) -> String? {
        guard tensorName.hasSuffix(name) else { return nil }
        let prefix = tensorName.dropLast(name.count)
        return prefix.isEmpty || prefix.hasSuffix(".") ? String(prefix) : nil
    }
}
