import DatasetCaching
import Datasets
import Entities
import Inference
import InputOutput
import TaskHeads
import Tokenization

/// Prepares the training of a named-entity recognizer.
struct EntityPreparation: TaskPreparation {
    let data: TrainingData
    private let settings: FineTuning
    private let tags: TagSet
    private let training: EntityExamples
    private let validation: EntityExamples?
    /// The number of rows before the replay rows.
    private let ownCount: Int

    static let words = (architecture: "TokenClassification", adapters: "TOKEN_CLS")

    init(_ settings: FineTuning, _ start: TrainingStart, cache: DatasetCache) throws {
        let recipe = settings.recipe
        var texts = try settings.training.entityTexts()
        try texts.requireEntities(path: settings.training.path)
        let tags = TagSet(types: texts.types, scheme: recipe.tagScheme)
        let windows = WindowSettings(
            tokenizer: start.tokenizer, limit: start.limit.tokens,
            stride: recipe.windowStride ?? WindowedText.customaryStride(limit: start.limit.tokens))
        func examples(_ file: LabelledFile, _ texts: [EntityText], learnsAllPieces: Bool) throws -> EntityExamples {
            try EntityExamples(
                texts, path: file.path, tags: tags, windows: windows, learnsAllPieces: learnsAllPieces)
        }
        var judged = try settings.validation.map { ($0, try $0.entityTexts()) }
        if let share = settings.validationShare, judged == nil {
            let file = settings.training
            let heldOut = try texts.holdOut(share: share, seed: recipe.seed, path: file.path)
            let shared = SharedTexts(of: (heldOut, file.path), with: (texts, file.path))
            cache.add(findings: [shared.findingWithinFile].compactMap(\.self))
            judged = (file, heldOut)
        } else if let (file, held) = judged {
            let shared = SharedTexts(of: (held, file.path), with: (texts, settings.training.path))
            cache.add(findings: [shared.finding].compactMap(\.self))
        }
        var learned = texts.texts
        recipe.limit(&learned)
        var own = try examples(settings.training, learned, learnsAllPieces: recipe.learnsAllPieces)
        ownCount = own.rows.count
        validation = try judged.map { try examples($0.0, $0.1.texts, learnsAllPieces: false) }
        let replayed = try settings.replay.map { ($0, try $0.entityTexts()) }
        if let (file, texts) = replayed {
            own = own.followed(by: try examples(file, texts.texts, learnsAllPieces: recipe.learnsAllPieces))
        }
        training = own
        let types = learned.flatMap { $0.entities.map(\.type) }
        data = TrainingData(
            training: try TrainingPlan.Data(settings.training, texts, rowCount: learned.count),
            validation: try judged.map {
                var data = try TrainingPlan.Data($0.0, $0.1, rowCount: $0.1.texts.count)
                data.holdOut(settings)
                return data
            },
            replay: try replayed.map { try TrainingPlan.Data($0.0, $0.1, rowCount: $0.1.texts.count) },
            labels: tags.types, labelCounts: tags.types.map { type in types.count { $0 == type } })
        self.settings = settings
        self.tags = tags
    }

    func model(using generator: inout SplitMix64) throws -> TokenClassificationModel {
        var answers = TokenClassifierSettings()
        answers.hasField = settings.recipe.usesConditionalRandomField
        answers.stride = settings.recipe.windowStride
        return try TokenClassificationModel(
            pretrained: settings.model, tags: tags, settings: answers, using: &generator,
            allowance: settings.allowance)
    }

    func subject(
        training model: TokenClassificationModel, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> PreparedSubject {
        var recipe = settings.recipe
        recipe.classWeights = recipe.classWeights.ofTags(tags)
        let loss = try recipe.loss(labels: tags.labels, counts: training.tagCounts(tags))
        return PreparedSubject(
            kind: .entities(
                EntitySubject(model: model, training: training, validation: validation, loss: loss)),
            sampler: recipe.sampler(tokenCounts: training.tokenCounts, ownCount: ownCount))
    }
}

extension LabelledFile {
    /// Reads the texts with their entities.
    func entityTexts() throws -> EntityTexts {
        guard !skipsBadRows else {
            throw FledgeError(
                .usage, at: path, "bad rows of entity files cannot be skipped",
                advice: "remove --skip-bad-rows; --misaligned-spans sets how spans that do not fit are handled")
        }
        var file = entities
        file.path = path
        file.encoding = columns.encoding
        return try file.read()
    }
}

extension TrainingPlan.Data {
    fileprivate init(_ file: LabelledFile, _ texts: EntityTexts, rowCount: Int) throws {
        let scheme = texts.scheme.map { "tag scheme \($0.title)" }
        self.init(
            path: file.path, rowCount: rowCount, truncatedRowCount: 0, fromCache: nil,
            sha256: try ContentHash.sha256(path: file.path),
            remarks: [
                scheme, texts.reading.map { "read as \($0.title)" }, texts.entityCount.counted("entity", "entities"),
            ].compactMap(\.self),
            doubts: texts.findings.summary(), reading: texts.reading.map { .entities(EntityDataReading(texts, $0)) })
    }
}

extension ClassWeights {
    /// The weights per tag: the weight of a type applies to all of its tags.
    fileprivate func ofTags(_ tags: TagSet) -> ClassWeights {
        guard case .given(var weights) = self else { return self }
        for (label, tag) in zip(tags.labels, tags.tags) where weights[label] == nil {
            weights[label] = weights[tag.type]
        }
        for type in tags.types where !tags.labels.contains(type) { weights[type] = nil }
        return .given(weights)
    }
}
