public import Checkpoints
import InputOutput
public import TensorKernels

/// The sizes and settings of an encoder, as `config.json` gives them, whatever its family calls them.
public struct EncoderConfiguration: Sendable, Equatable {
    public let family: EncoderFamily
    public let vocabularySize: Int
    /// The size of the embeddings; where it is not ``hiddenSize``, a linear layer leads from one to the other.
    public let embeddingSize: Int
    public let hiddenSize: Int
    public let layerCount: Int
    public let headCount: Int
    public let intermediateSize: Int
    /// The number of positions: no sequence may have more tokens.
    public let positionCount: Int
    /// How the table of positions is used.
    public let positions: PositionNumbering
    /// The number of token types; 0 where the family has none.
    public let typeCount: Int
    /// The function between the two layers of a feed-forward block.
    public let activation: Activation
    /// The bias of attention by relative positions; `nil` where the family has none.
    public let relativePositionBias: RelativePositionBias?
    public let layerNormEpsilon: Float
    public let hiddenDropout: Float
    public let attentionDropout: Float
    /// Dropout around the layers of a classifier.
    public let classifierDropout: Float
    /// Dropout before the layer of a classifier of tokens.
    public let tokenClassifierDropout: Float
    /// The standard deviation of newly initialised weights.
    public let initializerRange: Float

    /// Reads the settings.
    ///
    /// - Throws: `FledgeError` where one is missing, makes no sense, or asks for a variant that Fledge does not have.
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

    /// The number of weights, without biases and normalisations. It is not exact, and no size makes it overflow.
    private var approximateParameterCount: Double {
        let (hidden, embedding) = (Double(hiddenSize), Double(embeddingSize))
        let tables = Double(vocabularySize) + Double(positionCount) + Double(typeCount)
        let layer = hidden * (4 * hidden + 2 * Double(intermediateSize))
        return tables * embedding + embedding * hidden + Double(layerCount) * layer
    }

    /// The number of the layer that a parameter belongs to; -1 for the embeddings and what all layers share, `nil` for
    /// what is not the encoder's.
    public func layer(ofParameter name: String) -> Int? { family.parameters.layer(ofParameter: name) }
}

extension EncoderConfiguration {
    /// Whether a matrix of this name is the weight of a linear layer within a transformer layer.
    public func isLayerWeight(_ name: String) -> Bool {
        name.hasSuffix(".weight") && (layer(ofParameter: name) ?? -1) >= 0
    }

    /// Makes sure that there are embeddings for all token types.
    ///
    /// - Throws: `FledgeError` where a type is beyond those that the model has. A family without types takes all.
    public func requireFits(typeIDs: some Sequence<Int32>) throws {
        guard typeCount > 0, let largest = typeIDs.max(), largest >= typeCount else { return }
        throw FledgeError(
            .data, "the texts have more token types than the model",
            expected: "at most \(typeCount) (type_vocab_size of config.json)", found: "\(largest + 1)",
            advice: "use single texts in place of pairs, or a model for pairs")
    }
}
