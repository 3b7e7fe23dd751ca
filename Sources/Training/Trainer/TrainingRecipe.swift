public import Entities
public import TaskHeads
public import TensorKernels

/// The settings for fine-tuning a model. The defaults are the usual recipe for BERT.
public struct TrainingRecipe: Sendable, Equatable, Codable {
    /// The task.
    public var task = TextTask.singleLabel

    // MARK: Duration

    /// The number of epochs; `nil` for ``customaryEpochs(batches:)``.
    public var epochs: Int?
    /// The number of updates after which training ends early; `nil` for all epochs.
    public var maximumSteps: Int?
    /// Stops after N epochs without improvement (early stopping); `nil` for never.
    public var patience: Int?
    /// The metric that selects the best epoch; `nil` for the task's own.
    public var metric: String?
    /// The seed of all random choices: new weights, row order, dropout.
    public var seed: UInt64 = 0

    // MARK: Batches

    /// The number of rows in a batch.
    public var batchSize = 32
    /// The number of tokens in a batch, which then holds as many whole rows as fit; `nil` for a number of rows.
    public var batchTokens: Int?
    /// Groups rows of similar length into batches.
    public var groupsByLength = false
    /// The number of training rows to use, drawn with the seed; `nil` for all.
    public var rowLimit: Int?
    /// Draws every class equally often.
    public var balancesClasses = false
    /// The number of batches whose gradients are accumulated for one update.
    public var accumulation = 1
    /// The maximum number of tokens per text, including special tokens; `nil` for 256, or the model's own limit if it
    /// is lower.
    public var maximumLength: Int?
    /// The probability that a word is left out, drawn again each time a text is seen.
    public var wordDropout = 0.0
    /// The probability that a word is swapped with the next one.
    public var wordSwap = 0.0
    /// The probability that a word is replaced with a proposal of the model's masked-language-model head.
    public var wordReplacement = 0.0

    // MARK: Updates

    /// The optimizer.
    public var optimizer = OptimizerKind.adamW
    /// The peak learning rate; `nil` for ``customaryLearningRate(width:)``.
    public var learningRate: Double?
    /// The course of the learning rate after warmup.
    public var schedule = ScheduleKind.linear
    /// The power of a polynomial schedule.
    public var schedulePower = 1.0
    /// The share of all updates during which the learning rate warms up.
    public var warmupShare = 0.06
    /// The number of warmup updates; `nil` for the share.
    public var warmupSteps: Int?
    /// The weight decay; biases and layer normalizations have none.
    public var weightDecay = 0.01
    /// The norm that gradients are clipped to; 0 turns clipping off.
    public var maximumGradientNorm = 1.0
    /// The decay of an exponential moving average of the weights; `nil` for no average.
    public var averageDecay: Double?

    // MARK: Trainable parts

    /// The part of the model that is trained.
    public var trainableLayers = TrainableLayers.all
    /// Settings for fitting the output layer directly, with a frozen encoder; `nil` for training by updates.
    public var probe: ProbeSettings?
    /// Settings for unfreezing layers one after the other; `nil` to train all from the start.
    public var unfreezing: GradualUnfreezing?
    /// The factor of the learning rate from each layer to the one below it.
    public var layerDecay = 1.0
    /// Settings for training low-rank adapters (LoRA); `nil` to train the weights themselves.
    public var lowRankAdaptation: LowRankAdaptation.Settings?
    /// Starts from random weights, as if there had been no pretraining, to show what pretraining is worth.
    public var startsAnew = false
    /// The number of layers from the top of the encoder that start from new weights.
    public var newLayers = 0
    /// The strength that pulls weights towards the pretrained checkpoint (L2-SP), in units of the learning rate.
    public var pretrainedDecay = 0.0

    // MARK: Losses

    /// Applies dropout as the model's configuration specifies.
    public var usesDropout = true
    /// The number of dropout masks that the head averages over.
    public var dropoutSamples = 1
    /// The share of each target that is spread evenly over all classes.
    public var labelSmoothing = 0.0
    /// The weights of the classes in the loss.
    public var classWeights = ClassWeights.none
    /// Focal-loss gamma, which down-weights examples that the model already gets right; 0 for none.
    public var focalExponent = 0.0
    /// The weight of the consistency loss between two passes with different dropout (R-Drop); 0 for a single pass.
    public var consistency = 0.0
    /// The rate at which an ordinal target falls off with the distance from the true class.
    public var ordinalSharpness = 2.0
    /// The weight of a teacher's predictions in the loss, from 0 to 1.
    public var distillationWeight = 0.5
    /// The temperature that divides logits before they are compared with a teacher's.
    public var distillationTemperature = 2.0
    /// The number of replayed rows per epoch, as a share of the training rows.
    public var replayShare = 0.25

    // MARK: Entities

    /// The scheme of the tags that the model learns.
    public var tagScheme = TagScheme.iob2
    /// Makes all pieces of a word learn its tag instead of only the first.
    public var learnsAllPieces = false
    /// Scores the tags of neighboring words together.
    public var usesConditionalRandomField = false
    /// The number of tokens that a window of a long text shares with the previous one; `nil` for a quarter.
    public var windowStride: Int?

    // MARK: Computation

    /// The precision of matrix multiplications; `nil` for the fastest on this processor that keeps the results of fp32.
    public var precision: Precision?
    /// Recomputes activations in the backward pass instead of storing them, which saves memory, costs time and changes
    /// nothing else.
    public var recomputesLayers = false

    public init() {}
}

/// The optimizer that turns gradients into updates.
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
    case adamW = "adamw"
    case adafactor
}

/// The course of the learning rate after warmup.
public enum ScheduleKind: String, Sendable, Codable, CaseIterable {
    case linear, cosine, constant, polynomial
    case inverseSquareRoot = "inverse-square-root"
    case oneCycle = "one-cycle"
}
