import ArgumentParser
import Training

/// Ways of transferring what a model knows: what learns, how fast, and what keeps it from forgetting.
struct StrategyOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Flag(help: "Train the head alone, on features that the encoder gives once; they are cached.")
    var freezeEncoder = false
    @Flag(help: "With --freeze-encoder: fit the output layer to its minimum in one go, in place of many updates.")
    var probe = false
    @Option(
        help: """
            Strength of L2 of --probe, one over scikit-learn's C; by default the best of some on the validation data, or 1.
            """)
    var probeStrength: Double?
    @Option(help: "Train the head and so many layers from the top of the encoder.")
    var trainLayers: Int?
    @Option(
        help: """
            Train the head and the parameters whose names this fits, such as 'attention' or 'layer.5.*.bias'; may be given \
            several times.
            """)
    var trainParameters: [String] = []
    @Option(help: "Let the layers begin to learn one after the other, the top one first: one more each so many epochs.")
    var unfreezeEpochs: Int?
    @Option(help: "The same, one more layer each so many updates.")
    var unfreezeSteps: Int?
    @Option(help: "What the learning rate is multiplied by from each layer to the one below it, such as 0.9.")
    var layerDecay = standard.layerDecay
    @Option(help: "Begin with new weights in so many layers from the top of the encoder.")
    var newLayers = standard.newLayers

    @Flag(help: "Begin with new weights everywhere, as if there had been no pretraining.")
    var randomWeights = false

    @Flag(help: "Train small matrices beside frozen weights (LoRA); the output holds these, in PEFT's layout.")
    var lora = false
    @Option(help: "Rank of the small matrices (default: \(LowRankAdaptation.Settings().rank)).")
    var loraRank: Int?
    @Option(
        help: "What their product is multiplied by, times the rank (default: \(LowRankAdaptation.Settings().alpha)).")
    var loraAlpha: Double?
    @Option(help: "Linear layers that get them, such as query,value (the default).")
    var loraTargets: String?
    @Flag(help: "Write the whole model with merged weights.")
    var loraMerge = false

    @Option(
        help:
            "Draw weights towards those of the pretrained model (L2-SP), by this much times the learning rate, such as 100."
    )
    var pretrainedDecay = standard.pretrainedDecay
    @Option(help: "File of an earlier task with the same labels, some of whose rows each epoch sees again.")
    var replay: String?
    @Option(help: "Replayed rows in an epoch, as a share of the training rows (default: \(standard.replayShare)).")
    var replayShare: Double?
    @Option(help: "Directory of a classifier with the same labels, whose answers are learned beside the true ones.")
    var teacher: String?
    @Option(help: "The teacher's part of the loss, from 0 to 1 (default: \(standard.distillationWeight)).")
    var teacherWeight: Double?
    @Option(
        help: """
            What logits are divided by before they are compared with the teacher's (default: \
            \(standard.distillationTemperature)).
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

    /// Puts the settings into a recipe.
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
