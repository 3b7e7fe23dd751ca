import Datasets
import Encoders
import Entities
import Evaluation
import Inference
import TaskHeads
import TensorKernels

extension TrainingFindings {
    private static let mistakeCount = 20

    /// Findings about a named-entity recognizer.
    init(_ subject: EntitySubject, _ summary: TrainingSummary, precision: Precision) throws {
        let lengths = subject.training.texts.map(\.windowed.textTokenCount)
        self.init(
            settings: subject.model.settings, judgement: summary.validation, lengths: (lengths, lengths.map { _ in 0 }))
        guard let validation = subject.validation else { return }
        let packed = PackedWeights(precision, subject.encoder.shapes, of: subject.parameters, on: .shared)
        let answers = try EntityAnswers(
            subject.model, to: validation,
            SequencePasses(parameters: subject.parameters, packed: packed, team: .shared))
        reliability = Self.reliability(answers)
        mistakes = Array(
            validation.texts.indices.flatMap { Self.mistakes(inText: $0, answers) }
                .sorted { ($1.probability, $0.line) < ($0.probability, $1.line) }.prefix(Self.mistakeCount))
    }

    /// The reliability of the entities that the model finds: how often they are right, by confidence.
    private static func reliability(_ answers: EntityAnswers) -> ReliabilityDiagram {
        var (confidences, areRight): ([Double], [Bool]) = ([], [])
        for text in answers.examples.texts.indices {
            let truths = Set(answers.trueSpans(ofText: text))
            for span in answers.spans(ofText: text) {
                confidences.append(answers.probability(ofText: text, words: span.words))
                areRight.append(truths.contains(span))
            }
        }
        return ReliabilityDiagram(confidences: confidences, areRight: areRight)
    }

    /// The entities of a text that the model invents or gets wrong, and those that it misses.
    private static func mistakes(inText number: Int, _ answers: EntityAnswers) -> [TrainingReport.Mistake] {
        let text = answers.examples.texts[number].content
        let (truths, found) = (answers.trueSpans(ofText: number), answers.spans(ofText: number))
        func mistake(_ truths: [EntitySpan], _ found: [EntitySpan], _ probability: Double) -> TrainingReport.Mistake {
            TrainingReport.Mistake(
                line: text.line, text: text.text, truth: answers.written(truths, ofText: number),
                answer: answers.written(found, ofText: number), probability: probability)
        }
        let wrong = found.filter { !truths.contains($0) }.map { span in
            mistake(
                truths.filter { $0.words.overlaps(span.words) }, [span],
                answers.probability(ofText: number, words: span.words))
        }
        let missed = truths.filter { truth in !found.contains { $0.words.overlaps(truth.words) } }.map { span in
            mistake([span], [], answers.probability(ofText: number, words: span.words, tag: .outside))
        }
        return wrong + missed
    }
}
