import TensorKernels

/// The moments that ``Adafactor`` keeps for one parameter.
///
/// A matrix has a mean of its squared gradients for each row and column, any other parameter one for each element.
final class FactoredMoments {
    let index: ParameterLayout.Index
    /// The index of its parameter group.
    let group: Int
    let segment: GradientStore.Segment
    let isTable: Bool
    let name: String
    let shape: [Int]
    /// The number of matrix rows; 1 for everything else.
    let rows: Int
    let columns: Int
    let isFactored: Bool
    private let rowBuffer: FloatBuffer
    private let columnBuffer: FloatBuffer
    private let factorBuffer: FloatBuffer
    private let firstBuffer: FloatBuffer
    private let keepsFirstMoment: Bool

    init(
        _ index: ParameterLayout.Index, group: Int, segment: GradientStore.Segment, entry: ParameterLayout.Entry,
        keepsFirstMoment: Bool
    ) {
        precondition(entry.shape.count <= 2, "\(entry.name) has more than two dimensions")
        self.index = index
        self.group = group
        self.segment = segment
        (isTable, name, shape) = (entry.isTable, entry.name, entry.shape)
        isFactored = entry.shape.count == 2
        rows = isFactored ? entry.shape[0] : 1
        columns = isFactored ? entry.shape[1] : entry.count
        rowBuffer = FloatBuffer(count: isFactored ? rows : 0)
        columnBuffer = FloatBuffer(count: columns)
        factorBuffer = FloatBuffer(count: columns)
        firstBuffer = FloatBuffer(count: keepsFirstMoment ? segment.count : 0)
        self.keepsFirstMoment = keepsFirstMoment
    }

    /// The mean square of each row.
    var rowMeans: UnsafeMutablePointer<Float> { rowBuffer.start }
    /// The mean square of each column, or of each element if the moments are not factored.
    var columnMeans: UnsafeMutablePointer<Float> { columnBuffer.start }
    /// The reciprocal roots of ``columnMeans``, during a step.
    var columnFactors: UnsafeMutablePointer<Float> { factorBuffer.start }
    /// The running mean of the updates, if kept.
    var first: UnsafeMutablePointer<Float>? { keepsFirstMoment ? firstBuffer.start : nil }

    /// The tensors saved in a checkpoint, with Hugging Face's names.
    var state: [StateTensor] {
        let means =
            isFactored
            ? [
                StateTensor("\(name).exp_avg_sq_row", [rows], rowMeans),
                StateTensor("\(name).exp_avg_sq_col", [columns], columnMeans),
            ] : [StateTensor("\(name).exp_avg_sq", shape, columnMeans)]
        return means + (first.map { [StateTensor("\(name).exp_avg", shape, $0)] } ?? [])
    }
}
