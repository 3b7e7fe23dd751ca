public import TensorKernels

/// What changes parameters by their gradients, step by step.
public protocol Optimizer: AnyObject {
    /// What it updates, each group with its own learning rate, decay and count of steps.
    var groups: [ParameterGroup] { get }

    /// The number of updates of each group so far; steps in which a group was inactive do not count.
    var stepCounts: [Int] { get }

    /// All that updates depend on beside the parameters and ``stepCounts``, in a fixed order.
    ///
    /// Updates of tables that were put off are made first, so that the parameters fit to it. The tensors are the
    /// optimiser's own memory: they hold until the next step.
    var state: [StateTensor] { get }

    /// Takes over the state of an optimiser with the same groups, so that steps go on as that one's would.
    ///
    /// - Parameters:
    ///   - stepCounts: As many as there are groups.
    ///   - fill: Called for each tensor of ``state``, to write its values.
    /// - Throws: What `fill` throws. The optimiser is then of no more use.
    func restore(stepCounts: [Int], fill: (StateTensor) throws -> Void) rethrows

    /// Updates the parameters of the active groups and sets their gradients to zero.
    ///
    /// - Parameters:
    ///   - learningRate: The rate before each group's factor.
    ///   - gradientScale: What every gradient is multiplied by first.
    func step(
        _ parameters: ParameterStore, _ gradients: GradientStore, learningRate: Float, gradientScale: Float,
        on team: ThreadTeam)
}

/// A named tensor of what training keeps beside the parameters, as checkpoints hold it.
public struct StateTensor {
    public let name: String
    public let shape: [Int]
    /// The elements in row-major order, in memory of the tensor's owner.
    public let values: UnsafeMutableBufferPointer<Float>

    init(_ name: String, _ shape: [Int], _ start: UnsafeMutablePointer<Float>) {
        self.name = name
        self.shape = shape
        values = UnsafeMutableBufferPointer(start: start, count: shape.reduce(1, *))
    }
}

/// The parameter groups of an optimiser and how often each was updated.
struct GroupSteps {
    let groups: [ParameterGroup]
    private(set) var counts: [Int]

    init(_ groups: [ParameterGroup]) {
        let parameters = groups.flatMap(\.parameters)
        precondition(Set(parameters).count == parameters.count, "a parameter is in two parameter groups")
        self.groups = groups
        counts = groups.map { _ in 0 }
    }

    /// Counts a step of the groups that are active.
    ///
    /// - Returns: For each group, whether it is.
    mutating func begin(_ gradients: GradientStore) -> [Bool] {
        groups.indices.map { number in
            let isActive = groups[number].isActive(in: gradients)
            if isActive { counts[number] += 1 }
            return isActive
        }
    }

    mutating func restore(_ counts: [Int]) {
        precondition(counts.count == groups.count, "there must be one count of steps for each parameter group")
        self.counts = counts
    }
}
