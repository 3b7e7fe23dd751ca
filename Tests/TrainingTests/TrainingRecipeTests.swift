import InputOutput
import TaskHeads
import Testing
import Training

/// The settings of a recipe.
@Suite struct TrainingRecipeTests {
    /// An invalid setting and the expected error.
    struct WrongSetting: Sendable, CustomTestStringConvertible {
        let error: FledgeError
        let set: @Sendable (inout TrainingRecipe) -> Void
        var testDescription: String { "\(error.problem): \(error.found ?? "")" }

        init(
            _ name: String, _ expected: String, _ found: String,
            set: @escaping @Sendable (inout TrainingRecipe) -> Void
        ) {
            error = FledgeError(.usage, "the \(name) is out of range", expected: expected, found: found)
            self.set = set
        }
    }

    static let wrongSettings = [
        WrongSetting("number of epochs", "1 or more", "0") { $0.epochs = 0 },
        WrongSetting("batch size", "1 or more", "-1") { $0.batchSize = -1 },
        WrongSetting("number of batches in an update", "1 or more", "0") { $0.accumulation = 0 },
        WrongSetting("learning rate", "above 0", "nan") { $0.learningRate = .nan },
        WrongSetting("learning rate", "above 0", "-1.0") { $0.learningRate = -1 },
        WrongSetting("weight decay", "0 or more", "-0.5") { $0.weightDecay = -0.5 },
        WrongSetting("warmup share", "from 0 to 1", "1.5") { $0.warmupShare = 1.5 },
        WrongSetting("maximum gradient norm", "0 or more", "nan") { $0.maximumGradientNorm = .nan },
        WrongSetting("number of updates", "1 or more", "0") { $0.maximumSteps = 0 },
        WrongSetting("number of layers to train", "1 or more", "0") { $0.trainableLayers = .top(0) },
    ]

    @Test(arguments: wrongSettings)
    func refusesWhatMakesNoSense(setting: WrongSetting) throws {
        var recipe = TrainingRecipe()
        setting.set(&recipe)
        #expect(throws: setting.error) { try recipe.validate() }
    }

    /// Two settings that exclude each other, and their names.
    struct Contradiction: Sendable, CustomTestStringConvertible {
        let names: [String]
        let set: @Sendable (inout TrainingRecipe) -> Void
        var testDescription: String { names.joined(separator: ", ") }

        init(_ names: String..., set: @escaping @Sendable (inout TrainingRecipe) -> Void) {
            self.names = names
            self.set = set
        }
    }

    static let contradictions = [
        Contradiction("a frozen encoder", "gradual unfreezing") {
            $0.trainableLayers = .headOnly
            $0.unfreezing = GradualUnfreezing(every: 1)
        },
        Contradiction("a frozen encoder", "augmentation") {
            $0.trainableLayers = .headOnly
            $0.wordDropout = 0.1
        },
        Contradiction("partial training", "gradual unfreezing") {
            $0.trainableLayers = .top(2)
            $0.unfreezing = GradualUnfreezing(every: 1)
        },
        Contradiction("low-rank adaptation", "partial training") {
            $0.lowRankAdaptation = LowRankAdaptation.Settings()
            $0.trainableLayers = .top(1)
        },
        Contradiction("low-rank adaptation", "decay toward the pretrained weights") {
            $0.lowRankAdaptation = LowRankAdaptation.Settings()
            $0.pretrainedDecay = 1
        },
        Contradiction("training without dropout", "R-Drop") {
            $0.usesDropout = false
            $0.consistency = 1
        },
        Contradiction("training without dropout", "multi-sample dropout") {
            $0.usesDropout = false
            $0.dropoutSamples = 3
        },
    ]

    @Test(arguments: contradictions) func refusesWhatExcludesEachOther(contradiction: Contradiction) throws {
        var recipe = TrainingRecipe()
        contradiction.set(&recipe)
        let error = #expect(throws: FledgeError.self) { try recipe.validate() }
        #expect(error?.problem == contradiction.names.joined(separator: " and ") + " exclude each other")
        #expect(error?.category == .usage)
    }

    @Test func aFocalLossNeedsClasses() throws {
        var recipe = TrainingRecipe()
        recipe.task = .regression
        recipe.focalExponent = 2
        let error = #expect(throws: FledgeError.self) { try recipe.validate() }
        #expect(error?.problem == "a focal loss does not apply to this task")
        #expect(error?.expected == "the task single-label or ordinal or entities")
    }

    @Test func takesTheCommonOnes() throws {
        var recipe = TrainingRecipe()
        try recipe.validate()
        recipe.maximumGradientNorm = 0
        recipe.weightDecay = 0
        recipe.warmupShare = 0
        recipe.maximumSteps = 1
        recipe.trainableLayers = .top(1)
        try recipe.validate()
    }

    /// The defaults of a recipe depend on the encoder's width and on the number of updates per epoch.
    @Test func choosesByModelAndData() {
        var recipe = TrainingRecipe()
        #expect([768, 384, 1024].map(recipe.customaryLearningRate) == [5e-5, 1e-4, 3.75e-5])
        #expect(recipe.customaryLearningRate(width: 32) == 2e-4)
        #expect([1894, 100, 99, 50, 15, 1].map(recipe.customaryEpochs) == [3, 3, 4, 6, 20, 20])
        recipe.accumulation = 2
        #expect(recipe.customaryEpochs(batches: 100) == 6)
        recipe.lowRankAdaptation = LowRankAdaptation.Settings()
        #expect(recipe.customaryLearningRate(width: 384) == 5e-4)
        recipe.trainableLayers = .headOnly
        #expect(recipe.customaryLearningRate(width: 384) == 1e-3)
    }
}
