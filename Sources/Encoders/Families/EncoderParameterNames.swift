/// What a family calls the parameters of its encoder: their canonical names, without any prefix.
struct EncoderParameterNames: Sendable {
    /// What the number of a layer follows, for instance `encoder.layer`.
    var layers = "encoder.layer"
    // What follows the number: the layers of attention and feed-forward, and the normalisations after them.
    let query: String
    let key: String
    let value: String
    let attentionOutput: String
    let attentionNorm: String
    let intermediate: String
    let output: String
    let outputNorm: String

    static let embeddings = "embeddings"
    /// What some families put on the first token, beside the encoder or as a part of a head.
    static let pooler = "pooler"
    static let embeddingProjection = "embeddings_project"
    static let relativePositionBias = "encoder.relative_attention_bias"

    /// The number of the layer that a parameter belongs to; -1 for the embeddings and what all layers share, `nil` for
    /// what is not the encoder's.
    func layer(ofParameter name: String) -> Int? {
        let shared = [Self.embeddings, Self.embeddingProjection, Self.relativePositionBias]
        if shared.contains(where: { name.hasPrefix("\($0).") }) { return -1 }
        guard name.hasPrefix("\(layers).") else { return nil }
        return Int(name.dropFirst(layers.count + 1).prefix { $0 != "." })
    }
}
