import Checkpoints
import Evaluation
import Foundation
import Inference
import Logging
import TensorKernels
import Training

/// Tells people what a training run does.
final class TrainingTalk {
    private let logger: Logger
    private let progress: ProgressLine
    private let start = ContinuousClock.now

    init(logger: Logger, isQuiet: Bool) {
        self.logger = logger
        progress = ProgressLine(isQuiet: isQuiet)
    }

    func observe(_ event: TrainingEvent) {
        switch event {
        case .prepared(let plan):
            progress.close()
            describe(plan)
        case .features(let done, let total):
            progress.show("computing features", done: done, total: total, since: start)
        case .step(let step):
            progress.show(step)
        case .epoch(let record):
            progress.close()
            describe(record)
        }
    }

    /// Ends the line of progress.
    func finish() { progress.close() }

    private func describe(_ plan: TrainingPlan) {
        describe("training", plan.training, plan)
        if let validation = plan.validation { describe("validation", validation, plan) }
        logger.info("labels: \(plan.labels.joined(separator: ", "))")
        logger.info("length limit: \(plan.lengthLimit.tokens) tokens (\(plan.lengthLimit.source))")
        let trained = plan.trainableParameterCount
        let all = plan.parameterCount
        logger.info("training \(plan.trainableLayers.description): \(trained) of \(all) parameters")
        plan.precision.tell(logger)
        if !plan.loadReport.newlyInitialised.isEmpty {
            logger.info("new: \(plan.loadReport.newlyInitialised.joined(separator: ", "))")
        }
        if let cached = plan.featuresFromCache {
            logger.info(cached ? "features: from the cache" : "features: computed, and cached for the next run")
        }
        if OpenBLAS.status.isSlow { logger.warning("\(OpenBLAS.status.advice)") }
    }

    private func describe(_ use: String, _ data: TrainingPlan.Data, _ plan: TrainingPlan) {
        let source = data.fromCache ? "from the cache" : "read, encoded and cached"
        logger.info("\(use): \(data.rowCount) rows of \(data.path), \(source)")
        guard data.truncatedRowCount > 0 else { return }
        logger.warning(
            "\(data.truncatedRowCount) rows of \(data.path) are longer than \(plan.lengthLimit.tokens) tokens and were cut"
        )
    }

    private func describe(_ record: EpochRecord) {
        var text = "epoch \(record.epoch): training loss \(String(format: "%.4f", record.trainingLoss))"
        if let report = record.validation, let loss = record.validationLoss {
            text += String(
                format: ", validation loss %.4f, accuracy %.4f, macro F1 %.4f", loss, report.accuracy, report.macroF1)
            text += record.isBest ? ", the best so far" : ""
        }
        logger.info("\(text)")
    }
}
