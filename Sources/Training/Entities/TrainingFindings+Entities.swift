import Datasets
import Encoders
import Entities
import Evaluation
import Inference
import TaskHeads
import TensorKernels

extension TrainingFindings {
    private static let mistakeCount = 20

    /// What there is to say of a model that names entities.
    init(_ subject: EntitySubject, _ summary: TrainingSummary, precision: Precision) throws {
        self.init(
            settings: subject.model.settings, judgement: summary.validation,
            lengths: (subject.tokenCounts, subject.tokenCounts.map { _ in 0 }))
        guard let validation = subject.validation else { return }
        let packed = PackedWeights(precision, subject.encoder.shapes, of: subject.parameters, on: .shared)
        let answers = try EntityAnswers(
            subject.model, to: validation,
            SequencePasses(parameters: subject.parameters, packed: packed, team: .shared))
        reliability = Self.reliability(of: validation, answers)
        mistakes = Array(
            validation.texts.indices.flatMap { Self.mistakes(inText: $0, of: validation, answers) }
                .sorted { ($1.probability, $0.line) < ($0.probability, $1.line) }.prefix(Self.mistakeCount))
    }

    /// How often the entities that the model finds are right, by how sure it is of them.
    private static func reliability(of examples: EntityExamples, _ answers: EntityAnswers) -> ReliabilityDiagram {
        var (confidences, areRight): ([Double], [Bool]) = ([], [])
        for (number, text) in examples.texts.enumerated() {
            let truths = Set(EntityReading.lenient.spans(of: text.tags))
            for span in EntityReading.lenient.spans(of: answers.tags(ofText: number)) {
                confidences.append(answers.probability(ofText: number, words: span.words))
                areRight.append(truths.contains(span))
            }
        }
        return ReliabilityDiagram(confidences: confidences, areRight: areRight)
    }

    /// The entities of a text that the model finds where there is none, or takes for something else, and those that it
    /// misses.
    private static func mistakes(
        inText number: Int, of examples: EntityExamples, _ answers: EntityAnswers
    ) -> [TrainingReport.Mistake] {
        let text = examples.texts[number]
        let truths = EntityReading.lenient.spans(of: text.tags)
        let found = EntityReading.lenient.spans(of: answers.tags(ofText: number))
        func written(_ span: EntitySpan) -> String { "\(span.type): \(text.content.text(of: span))" }
        func mistake(_ truth: String, _ answer: String, _ probability: Double) -> TrainingReport.Mistake {
            TrainingReport.Mistake(
                line: text.content.line, text: text.content.text, truth: truth, answer: answer, probability: probability
            )
        }
        let wrong = found.filter { !truths.contains($0) }.map { span in
            let touched = truths.filter { $0.words.overlaps(span.words) }
            return mistake(
                touched.isEmpty ? "no entity" : touched.map(written).joined(separator: ", "), written(span),
                answers.probability(ofText: number, words: span.words))
        }
        let missed = truths.filter { truth in !found.contains { $0.words.overlaps(truth.words) } }.map { span in
            mistake(
                written(span), "no entity", answers.probability(ofText: number, words: span.words, tag: .outside))
        }
        return wrong + missed
    }
}
