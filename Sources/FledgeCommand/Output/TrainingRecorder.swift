import ArgumentParser
import Checkpoints
import DatasetCaching
import Datasets
import Foundation
import InputOutput
import Logging
import RunRecords
import TaskHeads
import TensorKernels
import Training

/// Records a training run in the log of runs while it proceeds.
final class TrainingRecorder {
    private let training: FineTuning
    private let configuration: String
    private let logger: Logger
    private var writer: RunRecord.Writer?
    private var toldNotes = 0
    private var start = ContinuousClock.now
    private var tokensPerSecond = 0.0
    private var step = 0

    /// - Parameter configuration: The options for the same run, as YAML.
    init(_ training: FineTuning, configuration: String, logger: Logger) {
        self.training = training
        self.configuration = configuration
        self.logger = logger
    }

    /// The run's id in the log; `nil` if it is not recorded.
    var id: String? { writer?.id }

    func observe(_ event: TrainingEvent) {
        switch event {
        case .prepared(let plan):
            start = .now
            writer = RunRecord.Writer.start(beginning(plan), path: Runs.logPath)
        case .step(let progress):
            step = progress.step
            tokensPerSecond = progress.tokensPerSecond
            writer?.append(
                step: progress.step, epoch: progress.epoch,
                [
                    "loss": progress.loss, "learning_rate": progress.learningRate,
                    "gradient_norm": progress.gradientNorm,
                ])
        case .epoch(let record):
            let metrics = [RunRecord.Metric("training_loss", record.trainingLoss)] + Self.metrics(record.validation)
            writer?.append(
                metrics.map { RunRecord.Point(step: step, epoch: record.epoch, $0.name, $0.value) })
        case .resumed(let step, _): self.step = step
        case .features, .warning, .validating, .probe, .checking, .checkingStep: break
        }
        tellNotes()
    }

    /// Records the end of the run, successful or not.
    func finish(_ result: Result<TrainingSummary, any Error>) {
        guard let writer else { return }
        writer.finish(ending(result))
        tellNotes()
        if let id { logger.info("recorded: fledge runs show \(id)") }
    }

    private func ending(_ result: Result<TrainingSummary, any Error>) -> RunRecord.Ending {
        func ending(
            _ state: RunRecord.State, _ metrics: [RunRecord.Metric] = [], problem: String? = nil
        ) -> RunRecord.Ending {
            RunRecord.Ending(
                state, metrics: metrics, seconds: start.duration(to: .now).seconds, tokensPerSecond: tokensPerSecond,
                peakMemory: ProcessMemory.peakResidentBytes, problem: problem)
        }
        switch result {
        case .failure(let error): return ending(.failed, problem: "\(error)")
        case .success(let summary):
            tokensPerSecond = summary.tokensPerSecond
            let loss = summary.epochs.last.map { [RunRecord.Metric("training_loss", $0.trainingLoss)] } ?? []
            return ending(
                summary.ending == .interrupted ? .interrupted : .finished, Self.metrics(summary.validation) + loss)
        }
    }

    /// The metrics, starting with the task's main metric, and the loss as `validation_loss`.
    private static func metrics(_ judgement: Judgement?) -> [RunRecord.Metric] {
        guard let judgement else { return [] }
        var measures = judgement.measures
        measures["count"] = nil
        measures["validation_loss"] = measures.removeValue(forKey: "loss")
        let first = judgement.report.measureName
        let names = [first] + measures.keys.filter { $0 != first }.sorted()
        return names.compactMap { name in measures[name].map { RunRecord.Metric(name, $0) } }
    }

    private func beginning(_ plan: TrainingPlan) -> RunRecord.Beginning {
        let data = [("training", plan.training), ("validation", plan.validation), ("replay", plan.replay)]
        return RunRecord.Beginning(
            output: training.output, configuration: configuration,
            model: RunRecord.Model(path: training.model, sha256: plan.weightsHash),
            data: data.compactMap { role, data in
                data.map {
                    RunRecord.DataFile(role: role, path: $0.path, sha256: $0.sha256, rowCount: $0.rowCount)
                }
            },
            hardware: RunRecord.Hardware(
                processor: Processor.name, instructionLevel: Processor.kernelLevel,
                threads: ThreadTeam.shared.count, precision: plan.precision.precision.rawValue),
            version: FledgeCommand.configuration.version)
    }

    /// Prints problems with the record itself, each once.
    private func tellNotes() {
        let notes = writer?.notes ?? []
        for note in notes.dropFirst(toldNotes) { logger.warning("\(note)") }
        toldNotes = notes.count
    }
}

extension FineTuning {
    /// Trains, prints progress and log messages, and records the run.
    ///
    /// - Parameter configuration: The options for the same run, as YAML; `nil` to record nothing.
    func run(recordedAs configuration: String?, cache: DatasetCache, talk: TalkOptions) throws -> TrainingSummary {
        let talker = TrainingTalk(logger: talk.logger, isQuiet: talk.quiet)
        let recorder = configuration.map { TrainingRecorder(self, configuration: $0, logger: talk.logger) }
        let result = Result<TrainingSummary, any Error> {
            try run(
                cache: cache,
                observe: {
                    if case .prepared = $0 { talk.tell(cache.takeNewFindings()) }
                    talker.observe($0)
                    recorder?.observe($0)
                },
                shouldStop: { Interruption.isRequested })
        }
        talker.finish()
        talk.tell(cache.takeNewFindings())
        recorder?.finish(result)
        return try result.get()
    }
}
