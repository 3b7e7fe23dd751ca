import DatasetCaching
import Datasets
import InputOutput
import TaskHeads

/// Prepares the training of a task: rows, a model for them and, once the model is adapted, the training subject.
protocol TaskPreparation {
    associatedtype Model: TaskModel

    /// Reads the files.
    ///
    /// - Throws: `FledgeError` at the first bad row.
    init(_ settings: FineTuning, _ start: TrainingStart, cache: DatasetCache) throws

    var data: TrainingData { get }
    /// The names of the task in architectures and in adapter files.
    static var words: (architecture: String, adapters: String) { get }

    /// The pretrained model with a new head.
    func model(using generator: inout SplitMix64) throws -> Model

    /// The model with its rows, ready for training.
    ///
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    func subject(
        training model: Model, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> PreparedSubject
}

/// Descriptions of the files that a training run reads, for users.
struct TrainingData {
    let training: TrainingPlan.Data
    let validation: TrainingPlan.Data?
    let replay: TrainingPlan.Data?
    let labels: [String]
    /// The number of training rows of each label.
    let labelCounts: [Int]
}

/// The subject of training, and its batches.
struct PreparedSubject {
    /// The subject by kind of task.
    enum Kind {
        case wholeTexts(ClassificationSubject)
        case entities(EntitySubject)
    }

    let kind: Kind
    let sampler: BatchSampler
    /// With a frozen encoder, tells whether its features came from the cache.
    var featuresFromCache: Bool?

    var trained: any TrainingSubject {
        switch kind {
        case .wholeTexts(let subject): subject
        case .entities(let subject): subject
        }
    }
}
