import Checkpoints
public import TensorKernels

/// A family's classification head on the first token: dropout, a dense layer, an activation, dropout, a linear layer.
/// Not every family has the dropout before the dense layer.
public struct ClassificationHeadDescription: Sendable {
    /// The canonical name of the dense layer.
    public let denseName: String
    /// The canonical name of the linear layer that computes the logits.
    public let outputName: String
    public let activation: Activation
    /// True if dropout precedes the dense layer too.
    public let dropsInput: Bool

    init(names: SequenceHeadNames, activation: Activation, dropsInput: Bool) {
        (denseName, outputName) = (names.dense, names.output)
        (self.activation, self.dropsInput) = (activation, dropsInput)
    }

    /// Returns true if a parameter belongs to the head and not to the encoder below it.
    public func contains(parameter name: String) -> Bool {
        name.hasPrefix("\(denseName).") || containsOutput(parameter: name)
    }

    /// Returns true if a parameter belongs to the layer that computes the logits, which is new if the classes are.
    public func containsOutput(parameter name: String) -> Bool { name.hasPrefix("\(outputName).") }
}
