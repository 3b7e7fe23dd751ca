/// The names of variables in TensorFlow checkpoints of BERT and ELECTRA, and those of the same tensors in PyTorch.
///
/// The rules are those by which transformers converts such checkpoints, so that a converted model has the names that
/// its published PyTorch checkpoint has.
enum TensorFlowTensorNames {
    /// What becomes of a variable.
    enum Translation: Equatable {
        /// It is the tensor of this name; `isTransposed` says that rows and columns change places.
        case tensor(String, isTransposed: Bool)
        /// It is no weight of the model: the state of an optimiser, a counter, or a generator beside a discriminator.
        case skipped
    }

    /// Translates one variable's name.
    ///
    /// - Parameter isELECTRA: Whether the checkpoint has variables of an ELECTRA discriminator, `electra/…`.
    static func translation(of name: String, isELECTRA: Bool) -> Translation {
        var components = name.split(separator: "/", omittingEmptySubsequences: false)
        if components.contains(where: isTrainingState) { return .skipped }
        if isELECTRA, let first = components.first {
            if first == "generator" || first == "generator_predictions" { return .skipped }
            components = components.map { $0 == "dense_1" ? "dense_prediction" : $0 }
        }
        switch name {
        case "output_weights": return .tensor("classifier.weight", isTransposed: false)
        case "output_bias": return .tensor("classifier.bias", isTransposed: false)
        case "cls/squad/output_weights": return .tensor("qa_outputs.weight", isTransposed: false)
        case "cls/squad/output_bias": return .tensor("qa_outputs.bias", isTransposed: false)
        default: break
        }
        let last = components.removeLast()
        let names = components.map(numbered) + parameter(last, of: components.last)
        return .tensor(names.joined(separator: "."), isTransposed: last == "kernel")
    }

    /// Whether a part of a name marks what only training needs.
    private static func isTrainingState(_ component: Substring) -> Bool {
        switch component {
        case "adam_m", "adam_v", "Adam", "Adam_1", "AdamWeightDecayOptimizer", "AdamWeightDecayOptimizer_1",
            "global_step", "save_counter", "temperature", "_CHECKPOINTABLE_OBJECT_GRAPH":
            true
        default: component.hasPrefix("beta1_power") || component.hasPrefix("beta2_power")
        }
    }

    /// The last part of a name in PyTorch's terms.
    private static func parameter(_ component: Substring, of layer: Substring?) -> [String] {
        switch component {
        case "kernel", "output_weights": ["weight"]
        case "output_bias": ["bias"]
        case "gamma" where layer == "LayerNorm": ["weight"]
        case "beta" where layer == "LayerNorm": ["bias"]
        default: component.hasSuffix("_embeddings") ? [String(component), "weight"] : [numbered(component)]
        }
    }

    /// `layer_0` as `layer.0`, and so every part that is letters, one underscore and a number.
    private static func numbered(_ component: Substring) -> String {
        let pieces = component.split(separator: "_", omittingEmptySubsequences: false)
        guard pieces.count == 2, !pieces[0].isEmpty, !pieces[1].isEmpty,
            pieces[0].utf8.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }),
            pieces[1].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return String(component) }
        return "\(pieces[0]).\(pieces[1])"
    }
}
