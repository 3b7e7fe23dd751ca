import InputOutput
public import TensorKernels

/// How a model is fine-tuned. The defaults are the common recipe for BERT.
public struct TrainingRecipe: Sendable, Equatable, Codable {
    /// How often every row is seen.
    public var epochs = 3
    /// The number of rows in a batch.
    public var batchSize = 32
    /// The number of batches whose gradients make one update.
    public var accumulation = 1
    /// The highest learning rate.
    public var learningRate = 5e-5
    /// The decay of weights; biases and layer normalisations have none.
    public var weightDecay = 0.01
    /// The share of all updates during which the learning rate rises.
    public var warmupShare = 0.06
    /// The norm that gradients are clipped to; 0 switches clipping off.
    public var maximumGradientNorm = 1.0
    /// The most tokens of a text, special ones included; `nil` for 256, or the model's own limit where it is lower.
    public var maximumLength: Int?
    /// What every random choice derives from: new weights, order of rows, dropout.
    public var seed: UInt64 = 0
    /// Which part of the model learns.
    public var trainableLayers = TrainableLayers.all
    /// Whether dropout is applied as the model's configuration says.
    public var usesDropout = true
    /// The arithmetic of the products; `nil` for the fastest on this processor that keeps to the results of fp32.
    public var precision: Precision?
    /// Whether activations are computed again in the backward pass in place of being kept, which takes less memory and more
    /// time, and changes nothing else.
    public var recomputesLayers = false
    /// The number of updates after which training ends early; `nil` for all epochs.
    public var maximumSteps: Int?

    public init() {}

    /// Checks that every setting makes sense.
    public func validate() throws {
        func require(_ condition: Bool, _ name: String, _ expected: String, _ found: Any) throws {
            guard !condition else { return }
            throw FledgeError(.usage, "the \(name) is out of range", expected: expected, found: "\(found)")
        }
        try require(epochs > 0, "number of epochs", "1 or more", epochs)
        try require(batchSize > 0, "batch size", "1 or more", batchSize)
        try require(accumulation > 0, "number of batches in an update", "1 or more", accumulation)
        try require(learningRate > 0 && learningRate.isFinite, "learning rate", "above 0", learningRate)
        try require(weightDecay >= 0 && weightDecay.isFinite, "weight decay", "0 or more", weightDecay)
        try require((0...1).contains(warmupShare), "warm-up share", "from 0 to 1", warmupShare)
        try require(maximumGradientNorm >= 0, "maximum gradient norm", "0 or more", maximumGradientNorm)
        if let maximumSteps { try require(maximumSteps > 0, "number of updates", "1 or more", maximumSteps) }
        if case .top(let count) = trainableLayers {
            try require(count > 0, "number of layers to train", "1 or more", count)
        }
    }
}
