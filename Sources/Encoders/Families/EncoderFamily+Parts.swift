public import Checkpoints

/// What of a checkpoint a model does without, and what the checkpoint has besides the encoder.
extension EncoderFamily {
    /// Whether a model has no use for a part of the family: the classification head if it has none, a head that classifies
    /// tokens, and a pooler that does not belong to the head.
    ///
    /// - Parameters:
    ///   - name: The canonical name of a tensor.
    ///   - hasHead: Whether the model has the classification head.
    public func isUnused(_ name: String, withClassificationHead hasHead: Bool) -> Bool {
        if classificationHead.contains(parameter: name) { return !hasHead }
        return tensorNames.isOfTokenHead(name) || name.hasPrefix("\(EncoderParameterNames.pooler).")
    }

    /// Whether a checkpoint holds the layer that gives a classifier's logits.
    public func hasClassificationHead(in weights: any WeightsSource) -> Bool {
        weights.allTensors.contains { classificationHead.containsOutput(parameter: tensorNames.canonical($0.name)) }
    }

    /// What the names of the linear layers that give queries and values end in: what low-rank adaptation changes unless it
    /// is told otherwise.
    public var queryAndValueNames: [String] {
        [parameters.query, parameters.value].map { String($0.split(separator: ".").last ?? "") }
    }
}
