import CTensorKernels
public import TensorKernels

/// Adam with decoupled weight decay and bias correction (Loshchilov and Hutter, 2019), as PyTorch computes it.
public final class AdamW {
    /// The decay rates of both moments and the term outside the root.
    public struct Settings: Sendable {
        public var beta1: Float = 0.9
        public var beta2: Float = 0.999
        public var epsilon: Float = 1e-8
        public init() {}
    }

    private struct Chunk {
        let group: Int
        let segment: GradientStore.Segment
    }

    /// The number of updates so far.
    public private(set) var stepCount = 0
    private let settings: Settings
    private let groups: [ParameterGroup]
    private let chunks: [Chunk]
    private let firstMoments: FloatBuffer
    private let secondMoments: FloatBuffer

    /// Moments of zero for the parameters of the groups.
    public init(groups: [ParameterGroup], gradients: GradientStore, settings: Settings = Settings()) {
        self.groups = groups
        self.settings = settings
        firstMoments = FloatBuffer(count: gradients.count)
        secondMoments = FloatBuffer(count: gradients.count)
        chunks = groups.enumerated().flatMap { number, group in
            group.segments.flatMap { $0.chunks(of: 1 << 16) }.map { Chunk(group: number, segment: $0) }
        }
    }

    /// Updates the parameters and sets their gradients to zero.
    ///
    /// - Parameters:
    ///   - learningRate: The rate before each group's factor.
    ///   - gradientScale: What every gradient is multiplied by first.
    public func step(
        _ parameters: ParameterStore, _ gradients: GradientStore, learningRate: Float, gradientScale: Float,
        on team: ThreadTeam
    ) {
        stepCount += 1
        let steps = groups.map { group in
            fledge_adamw_step(
                learning_rate: learningRate * group.learningRateFactor, beta1: settings.beta1, beta2: settings.beta2,
                epsilon: settings.epsilon, weight_decay: group.weightDecay, gradient_scale: gradientScale,
                first_bias_correction: biasCorrection(settings.beta1),
                second_bias_correction: biasCorrection(settings.beta2))
        }
        let (first, second) = (firstMoments.start, secondMoments.start)
        team.forEach(chunks.count) { _, number in
            let segment = chunks[number].segment
            withUnsafePointer(to: steps[chunks[number].group]) { step in
                fledge_adamw(
                    step, parameters.start + segment.parameterOffset, gradients.start + segment.gradientOffset,
                    first + segment.gradientOffset, second + segment.gradientOffset, segment.count)
            }
        }
    }

    private func biasCorrection(_ beta: Float) -> Float {
        var power = 1.0
        var factor = Double(beta)
        var exponent = stepCount
        while exponent > 0 {
            if exponent & 1 == 1 { power *= factor }
            factor *= factor
            exponent >>= 1
        }
        return Float(1 - power)
    }
}

extension GradientStore.Segment {
    /// The same stretch in pieces of at most `size` elements.
    public func chunks(of size: Int) -> [GradientStore.Segment] {
        stride(from: 0, to: count, by: size).map { start in
            GradientStore.Segment(
                parameterOffset: parameterOffset + start, gradientOffset: gradientOffset + start,
                count: min(size, count - start))
        }
    }
}
