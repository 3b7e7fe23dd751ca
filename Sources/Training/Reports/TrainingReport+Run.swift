import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels

extension TrainingReport {
    init(prepared: PreparedTraining, summary: TrainingSummary, findings: TrainingFindings) {
        let (plan, settings) = (prepared.plan, prepared.settings)
        output = settings.output
        baseModel = settings.model
        teacher = settings.teacher
        task = plan.task
        labels = plan.labels
        labelCounts = plan.labelCounts
        files = [("training", plan.training), ("validation", plan.validation), ("replay", plan.replay)]
            .compactMap { use, data in
                data.map {
                    File(
                        use: use, path: $0.path, sha256: $0.sha256, rows: $0.rowCount,
                        truncatedRows: $0.truncatedRowCount)
                }
            }
        recipe = settings.recipe
        customary = plan.customary
        trained = plan.trainedDescription
        precision = plan.precision.precision
        precisionReason = plan.precision.reason
        processor = Processor.name
        threads = ThreadTeam.shared.count
        parameterCount = plan.parameterCount
        trainableParameterCount = plan.trainableParameterCount
        ending = summary.ending
        steps = summary.steps
        seconds = summary.seconds
        examplesPerSecond = summary.examplesPerSecond
        tokensPerSecond = summary.tokensPerSecond
        peakResidentBytes = ProcessMemory.peakResidentBytes
        lengthLimit = plan.lengthLimit.tokens
        lengthLimitSource = plan.lengthLimit.source
        lengths = TextLengths(
            kept: findings.lengths.kept, cut: findings.lengths.cut, limit: plan.lengthLimit.tokens)
        probe = summary.probe
        transfer = summary.transfer
        curve = summary.curve
        epochs = summary.epochs
        bestEpoch = summary.bestEpoch
        validation = findings.judgement
        reliability = findings.reliability
        temperedReliability = findings.temperedReliability
        temperature = findings.temperature
        temperatureProblem = findings.temperatureProblem
        mistakes = findings.mistakes
        largestErrors = findings.largestErrors
        numberPairs = findings.numberPairs
    }
}
