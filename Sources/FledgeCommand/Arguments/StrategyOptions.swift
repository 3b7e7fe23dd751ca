import ArgumentParser
import Training

/// Transfer learning: the parameters that are trained, their learning rates, and methods against forgetting.
struct StrategyOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Flag(help: "Train only the head, on features that the encoder computes once and that are cached.")
    var freezeEncoder = false
    @Flag(help: "With --freeze-encoder: fit the output layer by convex optimization instead of updates (linear probe).")
    var probe = false
    @Option(
        help: """
            L2 strength of --probe, 1/C in scikit-learn (default: the best of several on the validation data, or 1).
            """)
    var probeStrength: Double?
    @Option(help: "Train the head and the top N layers of the encoder.")
    var trainLayers: Int?
    @Option(
        help: """
            Train the head and the parameters whose names match, such as 'attention' or 'layer.5.*.bias'. May be \
            repeated.
            """)
    var trainParameters: [String] = []
    @Option(help: "Gradual unfreezing: one more layer from the top every N epochs.")
    var unfreezeEpochs: Int?
    @Option(help: "Gradual unfreezing: one more layer from the top every N updates.")
    var unfreezeSteps: Int?
    @Option(help: "Layer-wise learning-rate decay: factor from each layer to the one below it, such as 0.9.")
    var layerDecay = standard.layerDecay
    @Option(help: "Reinitialize the top N layers of the encoder.")
    var newLayers = standard.newLayers

    @Flag(help: "Start from random instead of pretrained weights.")
    var randomWeights = false

    @Flag(help: "Train low-rank adapters on frozen weights (LoRA); the output holds the adapters in PEFT's layout.")
    var lora = false
    @Option(help: "LoRA rank (default: \(LowRankAdaptation.Settings().rank)).")
    var loraRank: Int?
    @Option(
        help: "LoRA alpha; the scale is alpha divided by the rank (default: \(LowRankAdaptation.Settings().alpha)).")
    var loraAlpha: Double?
    @Option(help: "Linear layers with adapters, such as query,value (the default).")
    var loraTargets: String?
    @Flag(help: "Merge the adapters into the weights and write the whole model.")
    var loraMerge = false

    @Option(
        help:
            "L2-SP: decay towards the pretrained weights, in units of the learning rate, such as 100."
    )
    var pretrainedDecay = standard.pretrainedDecay
    @Option(
        help: """
            File of an earlier task with the same labels; some of its rows are replayed in each epoch.
            """)
    var replay: String?
    @Option(
        help: "Number of replayed rows per epoch, as a share of the training rows (default: \(standard.replayShare)).")
    var replayShare: Double?
    @Option(
        help: """
            Directory of a classifier with the same labels to distill from, in addition to the true labels.
            """)
    var teacher: String?
    @Option(help: "Weight of the distillation loss, from 0 to 1 (default: \(standard.distillationWeight)).")
    var teacherWeight: Double?
    @Option(
        help: """
            Distillation temperature (default: \(standard.distillationTemperature)).
            """)
    var teacherTemperature: Double?

    func validate() throws {
        let parts = [
            ("--freeze-encoder", freezeEncoder), ("--train-layers", trainLayers != nil),
            ("--train-parameters", !trainParameters.isEmpty),
        ].filter(\.1)
        guard parts.count < 2 else {
            throw ValidationError("\(parts[0].0) and \(parts[1].0) exclude each other: choose one of them.")
        }
        guard unfreezeEpochs == nil || unfreezeSteps == nil else {
            throw ValidationError("--unfreeze-epochs and --unfreeze-steps exclude each other: choose one of them.")
        }
        let dependent: [(name: String, isGiven: Bool, needed: String, isThere: Bool)] = [
            ("--lora-rank", loraRank != nil, "--lora", lora), ("--lora-alpha", loraAlpha != nil, "--lora", lora),
            ("--lora-targets", loraTargets != nil, "--lora", lora), ("--lora-merge", loraMerge, "--lora", lora),
            ("--replay-share", replayShare != nil, "--replay", replay != nil),
            ("--teacher-weight", teacherWeight != nil, "--teacher", teacher != nil),
            ("--teacher-temperature", teacherTemperature != nil, "--teacher", teacher != nil),
            ("--probe-strength", probeStrength != nil, "--probe", probe),
            ("--probe", probe, "--freeze-encoder", freezeEncoder),
        ]
        if let lonely = dependent.first(where: { $0.isGiven && !$0.isThere }) {
            throw ValidationError("\(lonely.name) needs \(lonely.needed).")
        }
    }

    /// Applies the settings to a recipe.
    func apply(to recipe: inout TrainingRecipe) {
        if freezeEncoder { recipe.trainableLayers = .headOnly }
        if probe { recipe.probe = ProbeSettings(strength: probeStrength) }
        if let trainLayers { recipe.trainableLayers = .top(trainLayers) }
        if !trainParameters.isEmpty { recipe.trainableLayers = .matching(trainParameters) }
        if let unfreezeEpochs { recipe.unfreezing = GradualUnfreezing(every: unfreezeEpochs, .epochs) }
        if let unfreezeSteps { recipe.unfreezing = GradualUnfreezing(every: unfreezeSteps, .steps) }
        recipe.layerDecay = layerDecay
        recipe.newLayers = newLayers
        recipe.startsAnew = randomWeights
        if lora {
            var settings = LowRankAdaptation.Settings()
            if let loraRank { settings.rank = loraRank }
            if let loraAlpha { settings.alpha = loraAlpha }
            settings.targets = loraTargets?.split(separator: ",").map(String.init) ?? []
            settings.isMerged = loraMerge
            recipe.lowRankAdaptation = settings
        }
        recipe.pretrainedDecay = pretrainedDecay
        if let replayShare { recipe.replayShare = replayShare }
        if let teacherWeight { recipe.distillationWeight = teacherWeight }
        if let teacherTemperature { recipe.distillationTemperature = teacherTemperature }
    }
}
