public import Checkpoints
import InputOutput
public import TensorKernels

/// The sizes and settings of an encoder, read from `config.json` under its family's names.
public struct EncoderConfiguration: Sendable, Equatable {
    public let family: EncoderFamily
    public let vocabularySize: Int
    /// The size of the embeddings; if it differs from ``hiddenSize``, a linear layer projects from one to the other.
    public let embeddingSize: Int
    public let hiddenSize: Int
    public let layerCount: Int
    public let headCount: Int
    public let intermediateSize: Int
    /// The number of positions, which is the maximum number of tokens in a sequence.
    public let positionCount: Int
    /// The mapping from tokens to rows of the position table.
    public let positions: PositionNumbering
    /// The number of token types; 0 if the family has none.
    public let typeCount: Int
    /// The function between the two layers of a feed-forward block.
    public let activation: Activation
    /// The bias of attention by relative positions; `nil` if the family has none.
    public let relativePositionBias: RelativePositionBias?
    public let layerNormEpsilon: Float
    public let hiddenDropout: Float
    public let attentionDropout: Float
    /// Dropout around the layers of a classifier.
    public let classifierDropout: Float
    /// Dropout before the output layer of a token classifier.
    public let tokenClassifierDropout: Float
    /// The standard deviation of newly initialized weights.
    public let initializerRange: Float

    /// Reads the settings.
    ///
    /// - Throws: `FledgeError` if a setting is missing or invalid, or asks for a variant that Fledge does not support.
    public init(_ configuration: ModelConfiguration) throws {
        family = try EncoderFamily(configuration)
        let names = family.settings
        let configuration = names.withAliases(configuration)
        let reader = EncoderSettingsReader(configuration: configuration)
        try reader.refuseForeignVariants()
        vocabularySize = try reader.size("vocab_size")
        hiddenSize = try reader.size(names.hiddenSize)
        layerCount = try reader.layerCount(names.layerCount)
        headCount = try reader.headCount(names.headCount, hiddenSize: hiddenSize)
        intermediateSize = try reader.size(names.intermediateSize)
        positions = family.positions
        positionCount = try reader.positionCount("max_position_embeddings", after: positions.offset)
        embeddingSize = try names.embeddingSize.map { try reader.size($0.name, default: $0.standard) } ?? hiddenSize
        typeCount = try names.typeCount.map { try reader.size($0.name, default: $0.standard) } ?? 0
        activation = try reader.activation(names.activation)
        relativePositionBias = try names.relativePositionBuckets.map {
            try reader.relativePositionBias($0.name, default: $0.standard)
        }
        layerNormEpsilon = try names.layerNormEpsilon.map { try reader.amount($0, default: 1e-12) } ?? 1e-12
        initializerRange = try reader.amount("initializer_range", default: 0.02)
        hiddenDropout = try reader.share(names.hiddenDropout, default: 0.1)
        attentionDropout = try reader.share(names.attentionDropout, default: 0.1)
        let classifier = try names.classifierDropout.flatMap {
            reader.has($0.name) || $0.standard != nil ? try reader.share($0.name, default: $0.standard ?? 0) : nil
        }
        classifierDropout = classifier ?? hiddenDropout
        tokenClassifierDropout = names.classifierDropoutIsForSequences ? hiddenDropout : classifierDropout
        try reader.requirePossible(parameterCount: approximateParameterCount)
    }

    /// The number of weights, without biases and normalizations. It is not exact, and no size makes it overflow.
    private var approximateParameterCount: Double {
        let (hidden, embedding) = (Double(hiddenSize), Double(embeddingSize))
        let tables = Double(vocabularySize) + Double(positionCount) + Double(typeCount)
        let layer = hidden * (4 * hidden + 2 * Double(intermediateSize))
        return tables * embedding + embedding * hidden + Double(layerCount) * layer
    }

    /// The number of the layer that a parameter belongs to; -1 for the embeddings and for parameters that all layers
    /// share, `nil` for parameters outside the encoder.
    public func layer(ofParameter name: String) -> Int? { family.parameters.layer(ofParameter: name) }
}

extension EncoderConfiguration {
    /// Returns true if this is the name of the weight of a linear layer within a transformer layer.
    public func isLayerWeight(_ name: String) -> Bool {
        name.hasSuffix(".weight") && (layer(ofParameter: name) ?? -1) >= 0
    }

    /// Checks that the model has embeddings for all of these token types.
    ///
    /// - Throws: `FledgeError` if a type is beyond the model's types. A family without types accepts all.
    public func requireFits(typeIDs: some Sequence<Int32>) throws {
        guard typeCount > 0, let largest = typeIDs.max(), largest >= typeCount else { return }
        throw FledgeError(
            .data, "the texts have more token types than the model",
            expected: "at most \(typeCount) (type_vocab_size of config.json)", found: "\(largest + 1)",
            advice: "use single texts in place of pairs, or a model for pairs")
    }
}
