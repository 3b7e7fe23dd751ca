public import Entities
public import TaskHeads
public import TensorKernels

/// How a classifier is fine-tuned. The defaults are the common recipe for BERT.
public struct TrainingRecipe: Sendable, Equatable, Codable {
    /// What is learned.
    public var task = TextTask.singleLabel

    // MARK: Time

    /// How often every row is seen; `nil` for ``customaryEpochs(batches:)``.
    public var epochs: Int?
    /// The number of updates after which training ends early; `nil` for all epochs.
    public var maximumSteps: Int?
    /// Training ends where so many epochs brought nothing better; `nil` for never.
    public var patience: Int?
    /// The measure that tells the best epoch; `nil` for the task's own.
    public var metric: String?
    /// What every random choice derives from: new weights, order of rows, dropout.
    public var seed: UInt64 = 0

    // MARK: Batches

    /// The number of rows in a batch.
    public var batchSize = 32
    /// The number of tokens in a batch, which then has as many whole rows as fit; `nil` for a number of rows.
    public var batchTokens: Int?
    /// Whether rows of similar length share a batch.
    public var groupsByLength = false
    /// The number of rows that are learned from, drawn by the seed; `nil` for all.
    public var rowLimit: Int?
    /// Whether every class is drawn equally often.
    public var balancesClasses = false
    /// The number of batches whose gradients make one update.
    public var accumulation = 1
    /// The most tokens of a text, special ones included; `nil` for 256, or the model's own limit where it is lower.
    public var maximumLength: Int?
    /// The probability for each word to be left out, anew each time that a text is seen.
    public var wordDropout = 0.0
    /// The probability for each word to change places with the next one.
    public var wordSwap = 0.0
    /// The probability for each word to be replaced by what the model's head for masked words proposes.
    public var wordReplacement = 0.0

    // MARK: Updates

    /// The rule of the updates.
    public var optimizer = OptimizerKind.adamW
    /// The highest learning rate; `nil` for ``customaryLearningRate(width:)``.
    public var learningRate: Double?
    /// How the learning rate goes on after the warm-up.
    public var schedule = ScheduleKind.linear
    /// The power of a polynomial schedule.
    public var schedulePower = 1.0
    /// The share of all updates during which the learning rate rises.
    public var warmupShare = 0.06
    /// The number of updates during which it rises; `nil` for the share.
    public var warmupSteps: Int?
    /// The decay of weights; biases and layer normalisations have none.
    public var weightDecay = 0.01
    /// The norm that gradients are clipped to; 0 switches clipping off.
    public var maximumGradientNorm = 1.0
    /// What an exponential moving average of the weights keeps of itself in each update; `nil` for no average.
    public var averageDecay: Double?

    // MARK: What learns

    /// Which part of the model learns.
    public var trainableLayers = TrainableLayers.all
    /// How the output layer is fitted in one go, with a frozen encoder; `nil` for updates.
    public var probe: ProbeSettings?
    /// How layers begin to learn one after the other; `nil` for all at once.
    public var unfreezing: GradualUnfreezing?
    /// What the learning rate is multiplied by from each layer to the one below it.
    public var layerDecay = 1.0
    /// Small matrices that learn in place of large ones; `nil` for the weights themselves.
    public var lowRankAdaptation: LowRankAdaptation.Settings?
    /// Whether all weights begin anew, as if there had been no pretraining: what that is worth shows then.
    public var startsAnew = false
    /// The number of layers from the top of the encoder that begin with new weights.
    public var newLayers = 0
    /// How strongly weights are drawn towards those of the pretrained checkpoint (L2-SP), in units of the learning rate.
    public var pretrainedDecay = 0.0

    // MARK: Losses

    /// Whether dropout is applied as the model's configuration says.
    public var usesDropout = true
    /// The number of dropout masks that the head averages over.
    public var dropoutSamples = 1
    /// The share of each target that is spread evenly over all classes.
    public var labelSmoothing = 0.0
    /// What the loss of each class is multiplied by.
    public var classWeights = ClassWeights.none
    /// The exponent by which the loss forgets rows that are known well (focal loss); 0 for none.
    public var focalExponent = 0.0
    /// How strongly two passes with different dropout are drawn together (R-Drop); 0 for a single pass.
    public var consistency = 0.0
    /// How fast the share of an ordinal class in the target falls with its distance from the true one.
    public var ordinalSharpness = 2.0
    /// The part of the loss that a teacher's answers make up, from 0 to 1.
    public var distillationWeight = 0.5
    /// What logits are divided by before they are compared with a teacher's.
    public var distillationTemperature = 2.0
    /// The rows of an earlier data set in each epoch, as a share of the training rows.
    public var replayShare = 0.25

    // MARK: Entities

    /// Which tags the model learns to give to words.
    public var tagScheme = TagScheme.iob2
    /// Whether all pieces of a word learn its tag, and not the first one alone.
    public var learnsAllPieces = false
    /// Whether the tags of neighbours score together.
    public var usesConditionalRandomField = false
    /// The number of tokens that a window of a long text shares with the one before it; `nil` for a quarter.
    public var windowStride: Int?

    // MARK: Means

    /// The arithmetic of the products; `nil` for the fastest on this processor that keeps to the results of fp32.
    public var precision: Precision?
    /// Whether activations are computed again in the backward pass in place of being kept, which takes less memory and more
    /// time, and changes nothing else.
    public var recomputesLayers = false

    public init() {}
}

/// The rule by which gradients become updates.
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
    case adamW = "adamw"
    case adafactor
}

/// How the learning rate goes on after the warm-up.
public enum ScheduleKind: String, Sendable, Codable, CaseIterable {
    case linear, cosine, constant, polynomial
    case inverseSquareRoot = "inverse-square-root"
    case oneCycle = "one-cycle"
}
