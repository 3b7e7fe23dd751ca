import Encoders
import TensorKernels

/// A model with its training and validation rows.
protocol TrainingSubject {
    var encoder: TransformerEncoder { get }
    var parameters: ParameterStore { get }
    /// The number of tokens of each training row.
    var tokenCounts: [Int] { get }

    /// The divisor that turns the sum of the rows' losses into their mean.
    func mass(of rows: [Int]) -> Double

    /// Adds the gradients of the rows' weighted losses, and returns the weighted sum of the losses.
    ///
    /// - Parameter epoch: The epoch, from 0, which random choices derive from.
    func addGradients(of rows: ArraySlice<Int>, weight: Double, epoch: Int, _ context: PassContext) throws -> Double

    /// Evaluates the model; `nil` without validation data.
    ///
    /// - Parameter observe: Receives progress, on the calling thread.
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    func judge(
        packed: PackedWeights?, team: ThreadTeam, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> Judgement?

    /// The file and line of a row, for messages.
    func place(of row: Int) -> String
}
