import Encoders
import TensorKernels

/// What a trainer trains: a model, the rows that it learns from, and those that judge it.
protocol TrainingSubject {
    var encoder: TransformerEncoder { get }
    var parameters: ParameterStore { get }
    /// The number of tokens of each row that may be drawn.
    var tokenCounts: [Int] { get }

    /// What the losses of some rows are divided by to give their mean.
    func mass(of rows: [Int]) -> Double

    /// Adds the gradients of the rows' weighted losses, and returns the weighted sum of the losses.
    ///
    /// - Parameter epoch: The epoch, from 0, which chance derives from.
    func addGradients(of rows: ArraySlice<Int>, weight: Double, epoch: Int, _ context: PassContext) throws -> Double

    /// Evaluates the model; `nil` without validation data.
    ///
    /// - Parameter observe: Told of progress, on the calling thread.
    /// - Throws: `CancellationError` if `shouldStop` says so.
    func judge(
        packed: PackedWeights?, team: ThreadTeam, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> Judgement?

    /// Where a row comes from, for people: the line of its file.
    func place(of row: Int) -> String
}
