import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels

extension TrainingReport {
    init(prepared: PreparedTraining, summary: TrainingSummary, conclusions: TrainingConclusions) throws {
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
        lengths = TextLengths(prepared.subject.training, limit: plan.lengthLimit.tokens)
        probe = summary.probe
        transfer = summary.transfer
        curve = summary.curve
        epochs = summary.epochs
        bestEpoch = summary.bestEpoch
        validation = conclusions.judgement ?? summary.validation
        let scaled = try conclusions.scaledPredictions
        reliability =
            conclusions.predictions.map { ReliabilityDiagram($0) } ?? Self.labelReliability(conclusions, prepared)
        temperedReliability = conclusions.temperature == nil ? nil : scaled.map { ReliabilityDiagram($0) }
        temperature = conclusions.temperature
        temperatureProblem = conclusions.temperatureProblem
        mistakes = try Self.mistakes(conclusions, scaled, prepared: prepared)
        largestErrors = try Self.largestErrors(validation, prepared: prepared)
        numberPairs = Self.numberPairs(conclusions, prepared)
    }

    /// How often labels that stand by themselves are true by their probability, over all pairs of a text and a label.
    private static func labelReliability(
        _ conclusions: TrainingConclusions, _ prepared: PreparedTraining
    ) -> ReliabilityDiagram? {
        guard case .labelSets(let sets) = prepared.subject.validation?.targets else { return nil }
        return ReliabilityDiagram(
            confidences: conclusions.logits.flatMap(BinaryCrossEntropy.probabilities).map { Double($0) },
            areRight: sets.flatMap { $0.map { $0 > 0 } })
    }
}

extension TrainingConclusions {
    /// The validation rows with the probabilities that the written model gives.
    fileprivate var scaledPredictions: ClassPredictions? {
        get throws { try predictions.map { try temperature?.applied(to: $0) ?? $0 } }
    }
}
