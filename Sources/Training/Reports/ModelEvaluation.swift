public import TensorKernels

/// The judgement of a fine-tuned model on a labelled file, whatever its task.
public protocol ModelEvaluation: Sendable {
    associatedtype Answers: RowAnswers

    var judgement: Judgement { get }
    /// What is true of each row and what the model says of it, in the order of the file.
    var answers: Answers { get }
    /// The labelled file.
    var data: LabelledFile { get }
    var rowCount: Int { get }
    /// How many encoded texts the model answered to in a second.
    var textsPerSecond: Double { get }
    /// The arithmetic of the products, and why it was chosen.
    var precision: Precision.Choice { get }
    /// What was judged on, in words.
    var summary: String { get }
    /// What may have made the model look worse than it is: texts that were cut, or labels that were repaired.
    var doubts: [String] { get }
    /// The texts of some rows.
    ///
    /// - Throws: `FledgeError` where the file has to be read again and cannot be.
    func texts(ofRows rows: [Int]) throws -> [String]
}
