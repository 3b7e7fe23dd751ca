public import Foundation

/// A training run, as the log of runs knows it.
public struct RunRecord: Sendable, Equatable, Identifiable {
    /// How far a run has come.
    public enum State: String, Sendable, Equatable, CaseIterable, Codable {
        case running, finished, interrupted, failed
        /// It was running when its process went away without a word.
        case lost
    }

    /// A short name such as `2026-11-21-1`: the local day on which the run began, and its number on that day.
    public let id: String
    /// How far the run has come.
    public let state: State
    /// When it began.
    public let started: Date
    /// When it ended; `nil` while it is running, and where it was lost.
    public let ended: Date?
    /// What was known when it began.
    public let beginning: Beginning
    /// What came of it; `nil` while it is running, and where it was lost.
    public let ending: Ending?
}

extension RunRecord {
    /// What is known of a run when it begins.
    public struct Beginning: Sendable, Equatable {
        /// The directory to be written.
        public var output: String
        /// All settings of the command line as YAML, such that they start the same run again.
        public var configuration: String
        /// The model that training starts from.
        public var model: Model
        /// The files that are read.
        public var data: [DataFile]
        /// What the run computes on.
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
        /// The SHA-256 of its weights in hexadecimal digits; `nil` where it was not computed.
        public var sha256: String?

        public init(path: String, sha256: String? = nil) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// A file that a run reads.
    public struct DataFile: Sendable, Equatable, Codable {
        /// What it is for, such as `training` or `validation`.
        public var role: String
        /// The file as it was named.
        public var path: String
        /// The SHA-256 of its bytes in hexadecimal digits.
        public var sha256: String
        /// The number of its rows.
        public var rowCount: Int

        public init(role: String, path: String, sha256: String, rowCount: Int) {
            self.role = role
            self.path = path
            self.sha256 = sha256
            self.rowCount = rowCount
        }
    }

    /// What a run computes on.
    public struct Hardware: Sendable, Equatable, Codable {
        /// The processor's name.
        public var processor: String
        /// The level of vector instructions in force, such as `avx512`.
        public var instructionLevel: String
        /// The number of threads.
        public var threads: Int
        /// The arithmetic, such as `bf16`.
        public var precision: String

        public init(processor: String, instructionLevel: String, threads: Int, precision: String) {
            self.processor = processor
            self.instructionLevel = instructionLevel
            self.threads = threads
            self.precision = precision
        }
    }

    /// What came of a run.
    public struct Ending: Sendable, Equatable {
        /// How it ended: finished, interrupted or failed.
        public var state: State
        /// The figures that sum it up; the first is the one that lists show.
        public var metrics: [Metric]
        /// The time that it took, in seconds.
        public var seconds: Double
        /// The tokens that training went through in a second.
        public var tokensPerSecond: Double
        /// The most memory that the process had, in bytes.
        public var peakMemory: Int
        /// Why it failed.
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

    /// A figure with its name.
    public struct Metric: Sendable, Equatable {
        public var name: String
        /// The figure; it may be infinite or not a number.
        public var value: Double

        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// A figure at a moment of a run.
    public struct Point: Sendable, Equatable {
        /// The number of updates made before.
        public var step: Int
        /// The epoch, from 1.
        public var epoch: Int
        public var name: String
        /// The figure; it may be infinite or not a number.
        public var value: Double

        public init(step: Int, epoch: Int, _ name: String, _ value: Double) {
            self.step = step
            self.epoch = epoch
            self.name = name
            self.value = value
        }
    }
}
