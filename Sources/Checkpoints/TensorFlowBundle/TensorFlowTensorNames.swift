/// The mapping from variable names in TensorFlow checkpoints of BERT and ELECTRA to PyTorch tensor names.
///
/// The rules are those of the conversion in transformers, so that a converted model has the same names as its published
/// PyTorch checkpoint.
enum TensorFlowTensorNames {
    /// The translation of a variable.
    enum Translation: Equatable {
        /// The tensor with this name; `isTransposed` is true if rows and columns are swapped.
        case tensor(String, isTransposed: Bool)
        /// Not a weight of the model: optimizer state, a counter, or the generator that comes with a discriminator.
        case skipped
    }

    /// Translates one variable's name.
    ///
    /// - Parameter isELECTRA: True if the checkpoint has variables of an ELECTRA discriminator, `electra/…`.
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

    /// Returns true if a part of a name marks a variable that only training needs.
    private static func isTrainingState(_ component: Substring) -> Bool {
        switch component {
        case "adam_m", "adam_v", "Adam", "Adam_1", "AdamWeightDecayOptimizer", "AdamWeightDecayOptimizer_1",
            "global_step", "save_counter", "temperature", "_CHECKPOINTABLE_OBJECT_GRAPH":
            true
        default: component.hasPrefix("beta1_power") || component.hasPrefix("beta2_power")
        }
    }

    /// The last part of a name in PyTorch.
    private static func parameter(_ component: Substring, of layer: Substring?) -> [String] {
        switch component {
        case "kernel", "output_weights": ["weight"]
        case "output_bias": ["bias"]
        case "gamma" where layer == "LayerNorm": ["weight"]
        case "beta" where layer == "LayerNorm": ["bias"]
        default: component.hasSuffix("_embeddings") ? [String(component), "weight"] : [numbered(component)]
        }
    }

    /// Turns `layer_0` into `layer.0`, and likewise every part that consists of letters, one underscore and a number.
    private static func numbered(_ component: Substring) -> String {
        let pieces = component.split(separator: "_", omittingEmptySubsequences: false)
        guard pieces.count == 2, !pieces[0].isEmpty, !pieces[1].isEmpty,
            pieces[0].utf8.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }),
            pieces[1].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return String(component) }
        return "\(pieces[0]).\(pieces[1])"
    }
}
