import Checkpoints
import Evaluation
import Foundation
import Inference
import InputOutput
import Logging
import TaskHeads
import TensorKernels
import Training

/// The progress and log messages of a training run.
final class TrainingTalk {
    private let logger: Logger
    private let progress: ProgressLine
    private let start = ContinuousClock.now
    /// The start of the validation in progress.
    private var validationStart: ContinuousClock.Instant?

    init(logger: Logger, isQuiet: Bool) {
        self.logger = logger
        progress = ProgressLine(isQuiet: isQuiet)
    }

    func observe(_ event: TrainingEvent) {
        if case .validating(let done, let total) = event {
            let start = validationStart ?? .now
            validationStart = start
            if done < total { progress.show("validating", done: done, total: total, since: start) }
            return
        }
        validationStart = nil
        switch event {
        case .validating: break
        case .prepared(let plan):
            progress.close()
            describe(plan)
        case .features(let done, let total):
            progress.show("computing features", done: done, total: total, since: start)
        case .resumed(let step, let totalSteps):
            logger.info("continuing after update \(step) of \(totalSteps)")
        case .step(let step), .checkingStep(let step):
            progress.show(step)
        case .warning(let text):
            progress.close()
            logger.warning("\(text)")
        case .epoch(let record):
            progress.close()
            describe(record)
        case .checking(let contender, let epochs):
            progress.close()
            let pace = epochs.map { ", \($0.counted("epoch"))" } ?? ""
            logger.info("checking transfer: \(contender.description)\(pace)")
        case .probe(let record):
            progress.close()
            describe(record)
        }
    }

    /// Removes the progress line.
    func finish() { progress.close() }

    private func describe(_ plan: TrainingPlan) {
        describe("training", plan.training, plan)
        if let validation = plan.validation { describe("validation", validation, plan) }
        if let replay = plan.replay { describe("replayed", replay, plan) }
        if plan.task != .regression {
            let counts = zip(plan.labels, plan.labelCounts).map { "\($0) (\($1))" }
            let rest = counts.count > 60 ? " and \(counts.count - 60) more" : ""
            let kind = plan.task == .entities ? "entities" : "labels"
            logger.info("\(kind): \(counts.prefix(60).joined(separator: ", "))\(rest)")
            for line in RareLabels(plan).lines { logger.warning("\(line)") }
        }
        for warning in plan.tokenizerWarnings { logger.warning("\(warning)") }
        logger.info("length limit: \(plan.lengthLimit.tokens) tokens (\(plan.lengthLimit.source))")
        let trained = plan.trainableParameterCount
        let all = plan.parameterCount
        let pace = plan.pace.map {
            "; \($0.epochs.counted("epoch")), learning rate \($0.learningRate)"
        }
        logger.info("training \(plan.trainedDescription): \(trained) of \(all) parameters\(pace ?? "")")
        plan.precision.tell(logger)
        if !plan.newParameters.isEmpty {
            let names = plan.newParameters
            let rest = names.count > 8 ? " and \(names.count - 8) more" : ""
            logger.info("new: \(names.prefix(8).joined(separator: ", "))\(rest)")
        }
        if let cached = plan.featuresFromCache {
            logger.info(cached ? "features: from the cache" : "features: computed, and cached for the next run")
        }
        if OpenBLAS.status.isSlow { logger.warning("\(OpenBLAS.status.advice)") }
    }

    private func describe(_ use: String, _ data: TrainingPlan.Data, _ plan: TrainingPlan) {
        let source = data.fromCache.map { $0 ? ["from the cache"] : ["read, encoded and cached"] } ?? []
        let facts = ["\(data.rowCount.counted(plan.task == .entities ? "text" : "row")) of \(data.path)"]
        logger.info("\(use): \((facts + source + data.remarks).joined(separator: ", "))")
        if let columns = data.columns { logger.info("\(columns)") }
        for line in data.doubts.split(separator: "\n") { logger.warning("\(line)") }
        guard data.truncatedRowCount > 0 else { return }
        let limit = plan.lengthLimit.tokens.counted("token")
        let rows = data.truncatedRowCount.counted(
            "row of \(data.path) is longer than \(limit) and was truncated",
            "rows of \(data.path) are longer than \(limit) and were truncated")
        logger.warning("\(rows)")
    }

    private func describe(_ record: ProbeRecord) {
        var text = "probe of strength \(record.strength): objective \(String(format: "%.4f", record.objective))"
        text +=
            " after \(record.iterations.counted("iteration"))\(record.isConverged ? "" : ", not yet at the minimum")"
        if let judgement = record.validation {
            text += String(format: ", validation loss %.4f", judgement.loss)
            for (name, value) in judgement.highlights { text += String(format: ", \(name) %.4f", value) }
            text += record.isBest ? ", the best so far" : ""
        }
        logger.info("\(text)")
    }

    private func describe(_ record: EpochRecord) {
        var text = "epoch \(record.epoch): training loss \(String(format: "%.4f", record.trainingLoss))"
        if let judgement = record.validation {
            text += String(format: ", validation loss %.4f", judgement.loss)
            for (name, value) in judgement.highlights { text += String(format: ", \(name) %.4f", value) }
            text += record.isBest ? ", the best so far" : ""
        }
        logger.info("\(text)")
    }
}
