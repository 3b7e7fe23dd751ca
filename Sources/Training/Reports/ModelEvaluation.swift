public import TensorKernels

/// The evaluation of a fine-tuned model on a labelled file, for any task.
public protocol ModelEvaluation: Sendable {
    associatedtype Answers: RowAnswers

    var judgement: Judgement { get }
    /// The truth and the model's answer for each row, in file order.
    var answers: Answers { get }
    /// The labelled file.
    var data: LabelledFile { get }
    var rowCount: Int { get }
    /// The number of encoded texts that the model processed per second.
    var textsPerSecond: Double { get }
    /// The precision of matrix multiplications, and why it was chosen.
    var precision: Precision.Choice { get }
    /// A description of the data of the evaluation.
    var summary: String { get }
    /// Anything that may make the model look worse than it is: truncated texts, or repaired labels.
    var doubts: [String] { get }
    /// The texts of some rows.
    ///
    /// - Throws: `FledgeError` if the file has to be read again and cannot be.
    func texts(ofRows rows: [Int]) throws -> [String]
}
