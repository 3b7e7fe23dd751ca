public import Foundation

/// A training run in the run log.
public struct RunRecord: Sendable, Equatable, Identifiable {
    /// The state of a run.
    public enum State: String, Sendable, Equatable, CaseIterable, Codable {
        case running, finished, interrupted, failed
        /// The process ended without recording a result.
        case lost
    }

    /// A short name such as `2026-11-21-1`: the local day on which the run began, and its number on that day.
    public let id: String
    /// The current state of the run.
    public let state: State
    /// The start time.
    public let started: Date
    /// The end time; `nil` while the run is in progress, or if it was lost.
    public let ended: Date?
    /// The data recorded when the run began.
    public let beginning: Beginning
    /// The result of the run; `nil` while it is in progress, or if it was lost.
    public let ending: Ending?
}

extension RunRecord {
    /// Data known when a run begins.
    public struct Beginning: Sendable, Equatable {
        /// The output directory.
        public var output: String
        /// All settings of the command line as YAML; they can start the same run again.
        public var configuration: String
        /// The model that training starts from.
        public var model: Model
        /// The files that the run reads.
        public var data: [DataFile]
        /// The hardware and precision that the run uses.
        public var hardware: Hardware
        /// The program's version.
        public var version: String

        public init(
            output: String, configuration: String, model: Model, data: [DataFile], hardware: Hardware, version: String
        ) {
            self.output = output
            self.configuration = configuration
            self.model = model
            self.data = data
            self.hardware = hardware
            self.version = version
        }
    }

    /// A model that training starts from.
    public struct Model: Sendable, Equatable, Codable {
        /// Its directory.
        public var path: String
        /// The SHA-256 of its weights in hexadecimal; `nil` if it was not computed.
        public var sha256: String?

        public init(path: String, sha256: String? = nil) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// A file that a run reads.
    public struct DataFile: Sendable, Equatable, Codable {
        /// The file's purpose, such as `training` or `validation`.
        public var role: String
        /// The path as the user specified it.
        public var path: String
        /// The SHA-256 of its content in hexadecimal.
        public var sha256: String
        /// The number of rows in the file.
        public var rowCount: Int

        public init(role: String, path: String, sha256: String, rowCount: Int) {
            self.role = role
            self.path = path
            self.sha256 = sha256
            self.rowCount = rowCount
        }
    }

    /// The hardware and precision that a run uses.
    public struct Hardware: Sendable, Equatable, Codable {
        /// The processor's name.
        public var processor: String
        /// The level of vector instructions in use, such as `avx512`.
        public var instructionLevel: String
        /// The number of threads.
        public var threads: Int
        /// The precision of matrix multiplications, such as `bf16`.
        public var precision: String

        public init(processor: String, instructionLevel: String, threads: Int, precision: String) {
            self.processor = processor
            self.instructionLevel = instructionLevel
            self.threads = threads
            self.precision = precision
        }
    }

    /// The result of a run.
    public struct Ending: Sendable, Equatable {
        /// The final state: finished, interrupted or failed.
        public var state: State
        /// The metrics that summarize the run; lists show the first one.
        public var metrics: [Metric]
        /// The duration in seconds.
        public var seconds: Double
        /// The number of tokens processed per second in training.
        public var tokensPerSecond: Double
        /// The peak memory of the process, in bytes.
        public var peakMemory: Int
        /// The reason for a failure.
        public var problem: String?

        public init(
            _ state: State, metrics: [Metric] = [], seconds: Double, tokensPerSecond: Double, peakMemory: Int,
            problem: String? = nil
        ) {
            precondition(![.running, .lost].contains(state), "a run ends finished, interrupted or failed")
            self.state = state
            self.metrics = metrics
            self.seconds = seconds
            self.tokensPerSecond = tokensPerSecond
            self.peakMemory = peakMemory
            self.problem = problem
        }
    }

    /// A named metric.
    public struct Metric: Sendable, Equatable {
        public var name: String
        /// The value; it may be infinite or not a number.
        public var value: Double

        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// A value recorded at one point of a run.
    public struct Point: Sendable, Equatable {
        /// The number of updates before this point.
        public var step: Int
        /// The epoch, from 1.
        public var epoch: Int
        public var name: String
        /// The value; it may be infinite or not a number.
        public var value: Double

        public init(step: Int, epoch: Int, _ name: String, _ value: Double) {
            self.step = step
            self.epoch = epoch
            self.name = name
            self.value = value
        }
    }
}
