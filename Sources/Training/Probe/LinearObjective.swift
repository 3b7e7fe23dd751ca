import TensorKernels

/// The objective that a linear model minimizes: the sum of the rows' losses plus half the squared weights times the L2
/// strength, divided by the number of rows. Biases are not penalized.
///
/// The variables of the search are the weights, scaled so that the second derivatives are about 1, and the biases of
/// centered columns. The minimum is the same and is reached much faster.
final class LinearObjective {
    private let features: FeatureMatrix
    private let targets: LinearTargets
    private let strength: Double
    private let team: ThreadTeam
    private let means: [Double]
    private let scales: [Double]
    /// Partial sums of each block of rows, added up in the order of the blocks, so that the number of threads does not
    /// change the result.
    private let sums: UnsafeMutableBufferPointer<Double>
    private let blocks: [Range<Int>]
    /// The number of weights of an output, including its bias.
    private let stride: Int

    private static let rowsPerBlock = 512
    private static let mostBlocks = 64
    private static let mostSums = 1 << 25

    init(_ features: FeatureMatrix, _ targets: LinearTargets, strength: Double, team: ThreadTeam) {
        precondition(features.rowCount == targets.rowCount && features.rowCount > 0, "each row needs a target")
        self.features = features
        self.targets = targets
        self.strength = strength
        self.team = team
        stride = features.width + 1
        let (means, squares) = features.moments()
        self.means = means
        let (count, factor) = (Double(features.rowCount), targets.link == .identity ? 1 : 0.25)
        scales = squares.map {
            let curvature = (factor * $0 + strength) / count
            return curvature > 0 ? curvature.squareRoot() : 1
        }
        let size = targets.outputs * stride
        let number = min(
            Self.mostBlocks, (features.rowCount + Self.rowsPerBlock - 1) / Self.rowsPerBlock,
            max(Self.mostSums / (size + 1), 2))
        blocks = (0..<number).map {
            features.rowCount * $0 / number..<features.rowCount * ($0 + 1) / number
        }
        sums = .allocate(capacity: number * (size + 1))
        sums.initialize(repeating: 0)
    }

    deinit { sums.deallocate() }

    /// The number of variables of the search.
    var count: Int { targets.outputs * stride }

    /// The weights of each output, followed by its bias.
    func weights(at position: [Double]) -> [Double] {
        var weights = position
        for output in 0..<targets.outputs {
            let bias = output * stride + features.width
            for column in 0..<features.width {
                let index = output * stride + column
                weights[index] /= scales[column]
                weights[bias] -= weights[index] * means[column]
            }
        }
        return weights
    }

    /// The position in the search that corresponds to weights with biases.
    func position(of weights: [Double]) -> [Double] {
        var position = weights
        for output in 0..<targets.outputs {
            let bias = output * stride + features.width
            for column in 0..<features.width {
                let index = output * stride + column
                position[bias] += weights[index] * means[column]
                position[index] *= scales[column]
            }
        }
        return position
    }

    /// The value and the gradient at a position.
    func value(at position: [Double], gradient: inout [Double]) -> Double {
        let weights = weights(at: position)
        let loss = addUp(weights, into: &gradient)
        let count = Double(features.rowCount)
        var penalty = 0.0
        for output in 0..<targets.outputs {
            let bias = gradient[output * stride + features.width]
            for column in 0..<features.width {
                let index = output * stride + column
                penalty += weights[index] * weights[index]
                let slope = gradient[index] - means[column] * bias + strength * weights[index]
                gradient[index] = slope / (scales[column] * count)
            }
            gradient[output * stride + features.width] = bias / count
        }
        return (loss + strength / 2 * penalty) / count
    }

    /// The sum of the losses, and of their gradients with respect to weights and biases.
    private func addUp(_ weights: [Double], into gradient: inout [Double]) -> Double {
        let size = count + 1
        let sums = Shared(sums)
        weights.withUnsafeBufferPointer { weights in
            let weights = Reading(weights)
            features.withReader { reader in
                team.forEach(blocks.count) { _, number in
                    let own = UnsafeMutableBufferPointer(rebasing: sums.buffer[number * size..<(number + 1) * size])
                    own.update(repeating: 0)
                    own[size - 1] = addUp(blocks[number], reader, weights.buffer, into: own)
                }
            }
        }
        gradient.withUnsafeMutableBufferPointer { gradient in
            let gradient = Shared(gradient)
            team.split(count, granularity: 512) { range in
                for index in range {
                    var sum = 0.0
                    for number in blocks.indices { sum += sums.buffer[number * size + index] }
                    gradient.buffer[index] = sum
                }
            }
        }
        return blocks.indices.reduce(0) { $0 + sums.buffer[$1 * size + size - 1] }
    }

    /// The same for a range of rows, on the calling thread.
    private func addUp(
        _ rows: Range<Int>, _ reader: FeatureMatrix.Reader, _ weights: UnsafeBufferPointer<Double>,
        into sums: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: targets.outputs) { outputs in
            var loss = 0.0
            for row in rows {
                for output in outputs.indices {
                    let own = UnsafeBufferPointer(rebasing: weights[output * stride..<(output + 1) * stride])
                    outputs[output] = own[stride - 1] + reader.dot(row: row, own)
                }
                loss += targets.loss(row: row, outputs)
                for output in outputs.indices where outputs[output] != 0 {
                    let own = UnsafeMutableBufferPointer(rebasing: sums[output * stride..<(output + 1) * stride])
                    reader.add(outputs[output], row: row, to: own)
                    own[stride - 1] += outputs[output]
                }
            }
            return loss
        }
    }

    /// Memory in which each thread writes a different part.
    private struct Shared: @unchecked Sendable {
        let buffer: UnsafeMutableBufferPointer<Double>
        init(_ buffer: UnsafeMutableBufferPointer<Double>) { self.buffer = buffer }
    }

    /// Memory that threads only read.
    private struct Reading: @unchecked Sendable {
        let buffer: UnsafeBufferPointer<Double>
        init(_ buffer: UnsafeBufferPointer<Double>) { self.buffer = buffer }
    }
}
