import Datasets
import InputOutput
import TaskHeads

/// What a task makes of the files of a training: rows, a model for them and, once the model is adapted, what is trained.
protocol TaskPreparation {
    associatedtype Model: TaskModel

    /// Reads the files.
    ///
    /// - Throws: `FledgeError` at the first row that is not in order.
    init(_ settings: FineTuning, _ start: TrainingStart, cache: DatasetCache) throws

    var data: TrainingData { get }
    /// The words for the task in the names of architectures and in the files of adapters.
    static var words: (architecture: String, adapters: String) { get }

    /// The pretrained model with a new head.
    func model(using generator: inout SplitMix64) throws -> Model

    /// What is trained.
    ///
    /// - Throws: `CancellationError` where `shouldStop` says so.
    func subject(
        training model: Model, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> PreparedSubject
}

/// The files that a training reads, as people hear of them.
struct TrainingData {
    let training: TrainingPlan.Data
    let validation: TrainingPlan.Data?
    let replay: TrainingPlan.Data?
    let labels: [String]
    /// The number of training rows of each label.
    let labelCounts: [Int]
}

/// What is trained, and in which batches.
struct PreparedSubject {
    /// What is trained, by the kind of its rows.
    enum Kind {
        case wholeTexts(ClassificationSubject)
        case entities(EntitySubject)
    }

    let kind: Kind
    let sampler: BatchSampler
    /// With a frozen encoder, whether its features came from the cache.
    var featuresFromCache: Bool?

    var trained: any TrainingSubject {
        switch kind {
        case .wholeTexts(let subject): subject
        case .entities(let subject): subject
        }
    }
}
