public import Encoders
public import TensorKernels

/// A conditional random field over the tags of a text's words, which also scores pairs of neighboring tags (Lafferty,
/// McCallum and Pereira, 2001).
///
/// Its parameters are the scores of ``TransitionScores``. They are stored under the names that the PyTorch package
/// pytorch-crf uses, with the same meaning: `transitions[from][to]`.
public struct LinearChainCRF: Sendable {
    /// The prefix of its parameters' names, before a dot.
    public static let namePrefix = "crf"
    public let tagCount: Int
    private let starts: ParameterLayout.Index
    private let transitions: ParameterLayout.Index
    private let ends: ParameterLayout.Index

    /// Adds the parameters to the layout. Zeros are good initial values.
    public init(tagCount: Int, in layout: inout ParameterLayout) {
        self.tagCount = tagCount
        starts = layout.add("\(Self.namePrefix).start_transitions", shape: [tagCount])
        transitions = layout.add("\(Self.namePrefix).transitions", shape: [tagCount, tagCount])
        ends = layout.add("\(Self.namePrefix).end_transitions", shape: [tagCount])
    }

    /// Returns true if a parameter belongs to a conditional random field.
    public static func contains(parameter name: String) -> Bool { name.hasPrefix("\(namePrefix).") }

    /// The current values of the parameters.
    public func scores(_ parameters: ParameterStore) -> TransitionScores {
        TransitionScores(
            starts: parameters.values(starts).map(Double.init),
            transitions: parameters.values(transitions).map(Double.init),
            ends: parameters.values(ends).map(Double.init))
    }

    /// Computes the negative log-likelihood of the true tags, in nats, normalized over all tag sequences, forbidden
    /// ones included, and its gradients.
    ///
    /// - Parameters:
    ///   - emissions: The score of each tag for each word, `[words, tags]`.
    ///   - sequences: The rows of each text's words.
    ///   - tags: The true tag of each row.
    ///   - weight: The factor of each sequence's loss and of all gradients: one over the number of sequences for the
    ///     mean over sequences, one over the number of words for the mean over words.
    ///   - gradient: Overwritten with the gradient with respect to the emissions, if given; rows outside all sequences
    ///     get 0.
    ///   - context: Provides the parameters, and the gradients that are added to, if any.
    /// - Returns: The weighted sum of the sequences' losses. Neither it nor the gradients depend on the number of
    ///   threads.
    public func loss(
        _ emissions: Matrix, sequences: [Range<Int>], tags: [Int], weight: Double, gradient: Matrix?,
        _ context: PassContext
    ) -> Double {
        precondition(emissions.columns == tagCount, "each tag needs its scores")
        precondition(tags.count == emissions.rows, "each row needs one tag")
        precondition(tags.allSatisfy { (0..<tagCount).contains($0) }, "there is no such tag")
        let transitions = TagDistribution.Transitions(scores(context.parameters))
        let needsGradients = gradient != nil || context.gradients != nil
        gradient?.elements.update(repeating: 0)
        var parts = [LinearChainLoss?](repeating: nil, count: sequences.count)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            context.team.forEach(sequences.count) { _, number in
                let rows = sequences[number]
                let part = LinearChainLoss(
                    emissions.rows(rows).elements.map(Double.init), tags: Array(tags[rows]), transitions,
                    needsGradients: needsGradients)
                if let gradient {
                    let slopes = gradient.rows(rows).elements
                    for (place, slope) in zip(slopes.indices, part.emissionSlopes) {
                        slopes[place] = Float(weight * slope)
                    }
                }
                parts[number] = part
            }
        }
        let sequenceLosses = parts.compactMap(\.self)
        addGradients(of: sequenceLosses, weight: weight, context)
        return sequenceLosses.reduce(0) { $0 + weight * $1.loss }
    }

    private func addGradients(of losses: [LinearChainLoss], weight: Double, _ context: PassContext) {
        let places = [
            (starts, losses.map(\.startSlopes)), (transitions, losses.map(\.transitionSlopes)),
            (ends, losses.map(\.endSlopes)),
        ]
        for (index, slopes) in places {
            let count = context.parameters.layout[index].count
            guard let gradient = context.gradients?.matrix(index, rows: 1, columns: count) else { continue }
            var sums = [Double](repeating: 0, count: count)
            for slopes in slopes {
                for (place, slope) in slopes.enumerated() { sums[place] += slope }
            }
            for place in sums.indices { gradient.elements[place] += Float(weight * sums[place]) }
        }
    }
}
