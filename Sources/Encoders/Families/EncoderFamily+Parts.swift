public import Checkpoints

/// The parts of a checkpoint that a model does not need, and those that the checkpoint has besides the encoder.
extension EncoderFamily {
    /// Returns true if a model does not use this part of the family: the classification head if the model has none, a
    /// head for token classification, and a pooler that is not part of the head.
    ///
    /// - Parameters:
    ///   - name: The canonical name of a tensor.
    ///   - hasHead: True if the model has the classification head.
    public func isUnused(_ name: String, withClassificationHead hasHead: Bool) -> Bool {
        if classificationHead.contains(parameter: name) { return !hasHead }
        return tensorNames.isOfTokenHead(name) || name.hasPrefix("\(EncoderParameterNames.pooler).")
    }

    /// Returns true if a checkpoint has the layer that computes a classifier's logits.
    public func hasClassificationHead(in weights: any WeightsSource) -> Bool {
        weights.allTensors.contains { classificationHead.containsOutput(parameter: tensorNames.canonical($0.name)) }
    }

    /// The last components of the names of the query and value layers: LoRA's default targets.
    public var queryAndValueNames: [String] {
        [parameters.query, parameters.value].map { String($0.split(separator: ".").last ?? "") }
    }
}
