public import TensorKernels

/// An optimizer, which updates parameters step by step using their gradients.
public protocol Optimizer: AnyObject {
    /// The groups that it updates, each with its own learning rate, decay and step count.
    var groups: [ParameterGroup] { get }

    /// The number of updates of each group so far; steps in which a group was inactive do not count.
    var stepCounts: [Int] { get }

    /// All state that updates depend on besides the parameters and ``stepCounts``, in a fixed order.
    ///
    /// Deferred updates of tables are applied first, so that the parameters match the state. The tensors are the
    /// optimizer's own memory and valid until the next step.
    var state: [StateTensor] { get }

    /// Restores the state of an optimizer with the same groups, so that steps continue as they would have there.
    ///
    /// - Parameters:
    ///   - stepCounts: One count for each group.
    ///   - fill: Called for each tensor of ``state``, to write its values.
    /// - Throws: Errors of `fill`. The optimizer must not be used afterwards.
    func restore(stepCounts: [Int], fill: (StateTensor) throws -> Void) rethrows

    /// Updates the parameters of the active groups and sets their gradients to zero.
    ///
    /// - Parameters:
    ///   - learningRate: The rate before each group's factor.
    ///   - gradientScale: A factor applied to every gradient first.
    func step(
        _ parameters: ParameterStore, _ gradients: GradientStore, learningRate: Float, gradientScale: Float,
        on team: ThreadTeam)
}

/// A named tensor of training state besides the parameters, as stored in checkpoints.
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

/// The parameter groups of an optimizer and the number of updates of each.
struct GroupSteps {
    let groups: [ParameterGroup]
    private(set) var counts: [Int]

    init(_ groups: [ParameterGroup]) {
        let parameters = groups.flatMap(\.parameters)
        precondition(Set(parameters).count == parameters.count, "a parameter is in two parameter groups")
        self.groups = groups
        counts = groups.map { _ in 0 }
    }

    /// Counts a step of the active groups.
    ///
    /// - Returns: For each group, true if it is active.
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
