/// Weights that were saved from within another module, under the names that they have without its prefix.
///
/// `DataParallel` puts `module.` before every name, `torch.compile` puts `_orig_mod.`, sentence-transformers puts
/// `0.auto_model.`, and a class of the user's own puts the name of its attribute. The prefix is what precedes the table of
/// word embeddings; it is removed at the beginning of names only.
struct UnwrappedWeights: WeightsSource {
    let allTensors: [WeightsTensor]
    let wrapper: String?
    private let wrapped: any WeightsSource
    /// The tensors by the names that they have without the prefix.
    private let tensors: [String: WeightsTensor]

    /// The weights as they are, or without the prefix if they have one.
    static func unwrapping(_ weights: any WeightsSource) -> any WeightsSource { UnwrappedWeights(weights) ?? weights }

    private init?(_ weights: any WeightsSource) {
        let prefixes = weights.allTensors.compactMap { EncoderAnchor.prefix(of: $0.name) }
        // With two encoders, neither of them is certainly the one that is meant.
        guard prefixes.count == 1, let prefix = prefixes.first, Self.isWrapper(prefix) else { return nil }
        var tensors: [String: WeightsTensor] = [:]
        allTensors = weights.allTensors.map { tensor in
            var name = Self.name(tensor.name, without: prefix)
            // One of two tensors that would get the same name keeps its own, so that the model refuses it.
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

    /// Whether a prefix is one of a wrapper: not one that the families themselves use, and not of another family.
    private static func isWrapper(_ prefix: String) -> Bool {
        let parts = prefix.split(separator: ".").map { "\($0)." }
        return parts.contains { !TensorNamePrefixes.all.contains($0) }
            && !parts.contains { EncoderAnchor.foreignPrefixes.contains($0) }
    }

    /// A name without the parts that it shares with the prefix, from the beginning.
    private static func name(_ name: String, without prefix: String) -> String {
        var rest = name[...]
        for part in prefix.split(separator: ".") {
            guard rest.hasPrefix("\(part).") else { break }
            rest = rest.dropFirst(part.count + 1)
        }
        return String(rest)
    }
}

/// The tensor that every family of encoders has under one name: its table of word embeddings.
enum EncoderAnchor {
    private static let name = "embeddings.word_embeddings.weight"

    /// Prefixes of families that share the names of BERT's tensors, or some of them, and are not BERT.
    static let foreignPrefixes = Set(
        [
            "roberta", "albert", "camembert", "xlm_roberta", "xlm-roberta", "deberta", "deberta_v2", "layoutlm",
            "nezha", "ernie", "megatron-bert", "mobilebert", "squeezebert", "longformer", "bigbird", "big_bird",
            "roformer", "convbert", "esm", "funnel", "rembert", "ibert", "data2vec_text", "xmod", "luke", "splinter",
            "tapas", "visual_bert", "lxmert", "fnet", "mra", "nystromformer", "yoso", "markuplm", "new",
        ].map { "\($0)." })

    /// What precedes the encoder in the name of a table of word embeddings, with its dot; `nil` for other tensors.
    static func prefix(of tensorName: String) -> String? {
        guard tensorName.hasSuffix(name) else { return nil }
        let prefix = tensorName.dropLast(name.count)
        return prefix.isEmpty || prefix.hasSuffix(".") ? String(prefix) : nil
    }
}
