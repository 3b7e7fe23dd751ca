import InputOutput
import TaskHeads

extension TrainingRecipe {
    /// Checks that every setting is valid, on its own and with the others.
    ///
    /// - Throws: `FledgeError` with category `usage` for the first invalid one.
    public func validate() throws {
        try validateTime()
        try validateUpdates()
        try validateStrategies()
        for exclusion in exclusions {
            let chosen = exclusion.settings.filter(\.isChosen)
            guard chosen.count > 1 else { continue }
            throw FledgeError(
                .usage, "\(chosen[0].name) and \(chosen[1].name) exclude each other", found: exclusion.reason,
                advice: "choose one of them")
        }
        try validateTask()
        try validateProbe()
    }

    private func require(_ condition: Bool, _ name: String, _ expected: String, _ found: Any) throws {
        guard !condition else { return }
        throw FledgeError(.usage, "the \(name) is out of range", expected: expected, found: "\(found)")
    }

    private func validateTime() throws {
        if let epochs { try require(epochs > 0, "number of epochs", "1 or more", epochs) }
        try require(batchSize > 0, "batch size", "1 or more", batchSize)
        if let batchTokens { try require(batchTokens > 0, "number of tokens in a batch", "1 or more", batchTokens) }
        if let rowLimit { try require(rowLimit > 0, "number of rows", "1 or more", rowLimit) }
        try require(accumulation > 0, "number of batches in an update", "1 or more", accumulation)
        if let maximumSteps { try require(maximumSteps > 0, "number of updates", "1 or more", maximumSteps) }
        if let patience { try require(patience > 0, "patience", "1 epoch or more", patience) }
    }

    private func validateUpdates() throws {
        if let learningRate {
            try require(learningRate > 0 && learningRate.isFinite, "learning rate", "above 0", learningRate)
        }
        try require(weightDecay >= 0 && weightDecay.isFinite, "weight decay", "0 or more", weightDecay)
        try require((0...1).contains(warmupShare), "warmup share", "from 0 to 1", warmupShare)
        if let warmupSteps { try require(warmupSteps >= 0, "number of warmup updates", "0 or more", warmupSteps) }
        try require(maximumGradientNorm >= 0, "maximum gradient norm", "0 or more", maximumGradientNorm)
        if let averageDecay {
            try require(
                averageDecay > 0 && averageDecay < 1, "decay of the weight average", "between 0 and 1", averageDecay)
        }
        try require(schedulePower > 0 && schedulePower.isFinite, "power of the schedule", "above 0", schedulePower)
        try require(layerDecay > 0 && layerDecay <= 1, "layer decay", "above 0, at most 1", layerDecay)
    }

    private func validateStrategies() throws {
        if case .top(let count) = trainableLayers {
            try require(count > 0, "number of layers to train", "1 or more", count)
        }
        if let unfreezing {
            try require(unfreezing.interval > 0, "unfreezing interval", "1 or more", unfreezing.interval)
        }
        if let settings = lowRankAdaptation {
            try require(settings.rank > 0, "rank", "1 or more", settings.rank)
            try require(settings.alpha > 0 && settings.alpha.isFinite, "alpha", "above 0", settings.alpha)
        }
        try require(newLayers >= 0, "number of new layers", "0 or more", newLayers)
        try require(
            pretrainedDecay >= 0 && pretrainedDecay.isFinite, "decay toward the pretrained weights", "0 or more",
            pretrainedDecay)
        try require(dropoutSamples > 0, "number of dropout samples", "1 or more", dropoutSamples)
        try require((0..<1).contains(labelSmoothing), "label smoothing", "from 0 to below 1", labelSmoothing)
        try require(focalExponent >= 0 && focalExponent.isFinite, "focal exponent", "0 or more", focalExponent)
        try require(consistency >= 0 && consistency.isFinite, "weight of R-Drop", "0 or more", consistency)
        try require(replayShare > 0 && replayShare.isFinite, "share of replayed rows", "above 0", replayShare)
        try require(
            (0...1).contains(distillationWeight), "weight of the teacher", "from 0 to 1", distillationWeight)
        try require(
            distillationTemperature > 0 && distillationTemperature.isFinite, "temperature", "above 0",
            distillationTemperature)
        try require(
            ordinalSharpness > 0 && ordinalSharpness.isFinite, "sharpness of ordinal targets", "above 0",
            ordinalSharpness)
        for (name, value) in [
            ("word dropout", wordDropout), ("share of words swapped", wordSwap),
            ("share of words replaced", wordReplacement),
        ] { try require((0..<1).contains(value), name, "from 0 to below 1", value) }
    }

    /// Settings of which at most one can be chosen.
    private struct Exclusion {
        let settings: [(name: String, isChosen: Bool)]
        let reason: String
    }

    private var exclusions: [Exclusion] {
        let frozen = ("a frozen encoder", trainableLayers == .headOnly)
        let partial = ("partial training", trainableLayers != .all)
        let lora = ("low-rank adaptation", lowRankAdaptation != nil)
        let gradual = ("gradual unfreezing", unfreezing != nil)
        let decayed = ("layer-wise learning-rate decay", layerDecay != 1)
        let new = ("new layers", newLayers > 0)
        let average = ("weight averaging", averageDecay != nil)
        let pretrained = ("decay toward the pretrained weights", pretrainedDecay > 0)
        let features = "the features of a frozen encoder are computed once and do not change"
        let adapters = "low-rank adaptation leaves the pretrained weights unchanged"
        return [
            Exclusion(settings: [frozen, gradual], reason: features),
            Exclusion(settings: [frozen, decayed], reason: features),
            Exclusion(settings: [frozen, new], reason: features),
            Exclusion(
                settings: [frozen, ("random weights", startsAnew)],
                reason: "the cache identifies features by the pretrained weights"),
            Exclusion(
                settings: [frozen, ("augmentation", wordDropout + wordSwap + wordReplacement > 0)], reason: features),
            Exclusion(settings: [frozen, pretrained], reason: features),
            Exclusion(settings: [partial, gradual], reason: "gradual unfreezing ends with all layers"),
            Exclusion(settings: [lora, partial], reason: adapters),
            Exclusion(settings: [lora, gradual], reason: adapters),
            Exclusion(settings: [lora, decayed], reason: adapters),
            Exclusion(settings: [lora, new], reason: adapters),
            Exclusion(settings: [lora, pretrained], reason: adapters),
            Exclusion(settings: [lora, average], reason: "the average would be of the merged weights"),
            Exclusion(
                settings: [("training without dropout", !usesDropout), ("R-Drop", consistency > 0)],
                reason: "R-Drop compares two dropout masks"),
            Exclusion(
                settings: [
                    ("training without dropout", !usesDropout), ("multi-sample dropout", dropoutSamples > 1),
                ],
                reason: "all samples would be equal"),
        ]
    }

    /// Checks a probe's settings: a probe has one loss, and sees every row unchanged.
    private func validateProbe() throws {
        guard let probe else { return }
        guard trainableLayers == .headOnly else {
            throw FledgeError(
                .usage, "a probe needs a frozen encoder", expected: "--freeze-encoder with --probe",
                found: "training of \(trainableLayers.description)")
        }
        if let strength = probe.strength {
            try require(strength > 0 && strength.isFinite, "strength of the probe", "above 0", strength)
        }
        let settings: [(String, Bool)] = [
            ("low-rank adaptation", lowRankAdaptation != nil), ("label smoothing", labelSmoothing > 0),
            ("a focal loss", focalExponent > 0), ("R-Drop", consistency > 0), ("class balancing", balancesClasses),
            ("multi-sample dropout", dropoutSamples > 1), ("weight averaging", averageDecay != nil),
            ("a limit on updates", maximumSteps != nil),
        ]
        guard let setting = settings.first(where: \.1) else { return }
        throw FledgeError(
            .usage, "\(setting.0) and a probe exclude each other",
            found: "a probe is fitted to the minimum of its loss, without updates or dropout",
            advice: "choose one of them")
    }

    /// Checks the settings that are not useful for every task.
    private func validateTask() throws {
        let settings: [(name: String, isChosen: Bool, tasks: [TextTask])] = [
            ("class balancing", balancesClasses, [.singleLabel, .ordinal]),
            ("a focal loss", focalExponent > 0, [.singleLabel, .ordinal, .entities]),
            ("R-Drop", consistency > 0, [.singleLabel, .ordinal]),
            ("label smoothing", labelSmoothing > 0, [.singleLabel, .ordinal, .multiLabel, .entities]),
            ("a set of class weights", classWeights != .none, [.singleLabel, .ordinal, .multiLabel, .entities]),
            ("a probe", probe != nil, TextTask.ofWholeTexts),
            ("multi-sample dropout", dropoutSamples > 1, TextTask.ofWholeTexts),
            ("word augmentation", wordDropout > 0 || wordSwap > 0 || wordReplacement > 0, TextTask.ofWholeTexts),
            ("a conditional random field", usesConditionalRandomField, [.entities]),
            ("training on all pieces", learnsAllPieces, [.entities]),
            ("a window stride", windowStride != nil, [.entities]),
        ]
        if let setting = settings.first(where: { $0.isChosen && !$0.tasks.contains(task) }) {
            throw FledgeError(
                .usage, "\(setting.name) does not apply to this task",
                expected: "the task \(setting.tasks.map(\.rawValue).joined(separator: " or "))", found: task.rawValue)
        }
        guard usesConditionalRandomField else { return }
        let others: [(name: String, isChosen: Bool)] = [
            ("training on all pieces", learnsAllPieces), ("label smoothing", labelSmoothing > 0),
            ("a focal loss", focalExponent > 0), ("a set of class weights", classWeights != .none),
        ]
        guard let other = others.first(where: \.isChosen) else { return }
        throw FledgeError(
            .usage, "a conditional random field and \(other.name) exclude each other",
            found: "the field is trained on whole sequences, with one tag per word", advice: "choose one of them")
    }
}
