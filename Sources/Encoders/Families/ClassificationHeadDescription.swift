import Checkpoints
public import TensorKernels

/// What a family puts on the first token to classify a sequence: dropout, a dense layer, an activation, dropout, a
/// linear layer. Not every family drops before the dense layer.
public struct ClassificationHeadDescription: Sendable {
    /// The canonical name of the dense layer.
    public let denseName: String
    /// The canonical name of the linear layer that gives the logits.
    public let outputName: String
    public let activation: Activation
    /// Whether dropout precedes the dense layer too.
    public let dropsInput: Bool

    init(names: SequenceHeadNames, activation: Activation, dropsInput: Bool) {
        (denseName, outputName) = (names.dense, names.output)
        (self.activation, self.dropsInput) = (activation, dropsInput)
    }

    /// Whether a parameter belongs to the head and not to the encoder below it.
    public func contains(parameter name: String) -> Bool {
        name.hasPrefix("\(denseName).") || containsOutput(parameter: name)
    }

    /// Whether a parameter belongs to the layer that gives the logits, which is new where the classes are.
    public func containsOutput(parameter name: String) -> Bool { name.hasPrefix("\(outputName).") }
}
