/// The canonical names of a family's encoder parameters, without any prefix.
struct EncoderParameterNames: Sendable {
    /// The part of a name before the layer number, for instance `encoder.layer`.
    var layers = "encoder.layer"
    // The parts after the number: the layers of attention and feed-forward, and the normalizations after them.
    let query: String
    let key: String
    let value: String
    let attentionOutput: String
    let attentionNorm: String
    let intermediate: String
    let output: String
    let outputNorm: String

    static let embeddings = "embeddings"
    /// The layer that some families apply to the first token, either beside the encoder or as part of a head.
    static let pooler = "pooler"
    static let embeddingProjection = "embeddings_project"
    static let relativePositionBias = "encoder.relative_attention_bias"

    /// The number of the layer that a parameter belongs to; -1 for the embeddings and for parameters that all layers
    /// share, `nil` for parameters outside the encoder.
    func layer(ofParameter name: String) -> Int? {
        let shared = [Self.embeddings, Self.embeddingProjection, Self.relativePositionBias]
        if shared.contains(where: { name.hasPrefix("\($0).") }) { return -1 }
        guard name.hasPrefix("\(layers).") else { return nil }
        return Int(name.dropFirst(layers.count + 1).prefix { $0 != "." })
    }
}
