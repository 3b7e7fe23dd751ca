import Foundation
import InputOutput
import Logging
import TaskHeads
import Training

/// The progress and log messages of a search for settings.
final class TuningTalk {
    private let logger: Logger
    private let progress: ProgressLine
    private var (rung, rungCount) = (1, 1)

    init(logger: Logger, isQuiet: Bool) {
        self.logger = logger
        progress = ProgressLine(isQuiet: isQuiet)
    }

    func observe(_ event: TuningEvent) {
        if case .progress(let trial) = event { return show(trial) }
        progress.close()
        switch event {
        case .prepared(let plan): describe(plan)
        case .plan(let plan):
            for data in [plan.training, plan.validation] {
                if let columns = data?.columns { logger.info("\(columns)") }
            }
            for line in RareLabels(plan).lines { logger.warning("\(line)") }
            for warning in plan.tokenizerWarnings { logger.warning("\(warning)") }
            plan.precision.tell(logger)
        case .rung(let number, let count, let rows, let candidates):
            (rung, rungCount) = (number, count)
            logger.info(
                "rung \(number) of \(count): at most \(candidates.counted("candidate")) on \(rows.counted("row"))")
        case .trial(let trial, let isFromJournal, let isBest, let secondsLeft):
            describe(trial, isFromJournal, isBest, secondsLeft)
        case .outOfTime: logger.info("no time for more trials on rung \(rung) of \(rungCount)")
        case .budgetTooSmall(let seconds):
            logger.warning(
                """
                training the winner is estimated to take \(duration(seconds)), which is longer than the rest of --time-budget
                """)
        case .progress: break
        }
    }

    func finish() { progress.close() }

    private func describe(_ plan: TuningPlan) {
        if plan.isHeldOut {
            logger.info(
                """
                no --validation: \(plan.heldOutCount) rows, a tenth of each kind, are held out for validation; the winner \
                is trained on all rows
                """)
        }
        if plan.knownTrialCount > 0 {
            let known = plan.knownTrialCount.counted(
                "trial of an earlier run is reused", "trials of an earlier run are reused")
            logger.info("\(known)")
        }
    }

    private func show(_ trial: TuningProgress) {
        let left = trial.secondsLeft.map { ", \(duration($0)) left" } ?? ""
        progress.show(
            "rung \(trial.rung)/\(trial.rungCount)  trial \(trial.trial)/\(trial.trialCount)  "
                + "step \(trial.training.step)/\(trial.training.totalSteps)  "
                + String(format: "loss %.4f", trial.training.loss) + left)
    }

    private func describe(_ trial: TuningTrial, _ isFromJournal: Bool, _ isBest: Bool, _ secondsLeft: Double?) {
        let result =
            trial.score.map { "\(MeasureName.title(trial.measure)) \(MeasureFigures.value($0))" }
            ?? "failed: \(trial.problem ?? "nothing could be evaluated")"
        let left = secondsLeft.map { "; \(duration($0)) left" } ?? ""
        logger.info(
            """
            \(result)\(isBest ? ", the best so far" : "") in \(duration(trial.seconds))\
            \(isFromJournal ? " (reused)" : ""): \(TuningReport.described(trial.settings))\(left)
            """)
    }
}
