// The library's front door: what a user of `import Fledge` needs, from the rooms where it lives.

@_exported import struct Datasets.ColumnSelection
@_exported import class Datasets.DatasetCache
@_exported import enum Datasets.FileFormat
@_exported import struct Evaluation.ClassificationReport
@_exported import struct Inference.LengthLimit
@_exported import class Inference.SentenceEmbedder
@_exported import class Inference.TextClassifier
@_exported import struct InputOutput.FledgeError
@_exported import enum TaskHeads.PoolingMode
@_exported import struct TaskHeads.SentencePooling
@_exported import struct Tokenization.Encoding
@_exported import class Tokenization.Tokenizer
@_exported import struct Training.ClassifierEvaluation
@_exported import struct Training.ClassifierTraining
@_exported import struct Training.EpochRecord
@_exported import struct Training.LabelledFile
@_exported import enum Training.TrainableLayers
@_exported import enum Training.TrainingEvent
@_exported import struct Training.TrainingPlan
@_exported import struct Training.TrainingProgress
@_exported import struct Training.TrainingRecipe
@_exported import struct Training.TrainingSummary
