public import Checkpoints
import Synchronization
public import TensorKernels

extension ParameterStore {
    /// Reads every parameter of a layout from a checkpoint. Memory is allocated only once the two are known to match.
    ///
    /// - Parameters:
    ///   - layout: The parameters of the model.
    ///   - source: The checkpoint's weights, in any format.
    ///   - names: The tensor names of the model's family.
    ///   - mayBeNew: Parameters that may be missing from the checkpoint; they stay zero.
    ///   - isUnused: Tensors of the checkpoint that this model does not use, besides those that no model uses. A
    ///     parameter with such a name is new.
    ///   - allowance: Further missing or surplus tensors that the user allows.
    /// - Returns: The parameters, and the outcome for each tensor.
    /// - Throws: `FledgeError` if a tensor is missing, unexpected or of the wrong shape.
    public static func load(
        _ layout: ParameterLayout, from source: any WeightsSource, names: any TensorNameTable.Type,
        mayBeNew: (String) -> Bool = { _ in false }, isUnused: (String) -> Bool = { _ in false },
        allowance: LoadAllowance = LoadAllowance()
    ) throws -> (parameters: ParameterStore, report: LoadReport) {
        let wanted = layout.entries.filter { !isUnused($0.name) }
        var (report, mapping) = try LoadReport.match(
            source: source, wanted: wanted.map { ($0.name, $0.shape) }, mayBeNew: mayBeNew, mayBeUnused: isUnused,
            allowance: allowance, names: names)
        report.newlyInitialised += layout.entries.map(\.name).filter(isUnused)
        try report.requireComplete(path: source.path, allowance: allowance)
        let parameters = ParameterStore(layout: layout)
        try parameters.read(mapping, from: source, on: .shared)
        return (parameters, report)
    }

    /// The minimum number of elements of a table that is not read as a whole.
    private static let largeTable = 1 << 18

    /// Reads tensors, several at a time and in file order. Large tables stay in the file until their rows are read.
    ///
    /// - Parameter mapping: The checkpoint's name of each parameter to read.
    /// - Throws: The error of the first tensor that cannot be read.
    private func read(_ mapping: [String: String], from source: any WeightsSource, on team: ThreadTeam) throws {
        var destinations: [String: ParameterLayout.Index] = [:]
        for index in layout.indices {
            if let name = mapping[layout[index].name] { destinations[name] = index }
        }
        var deferred: [ParameterLayout.Index: MappedFloats] = [:]
        for (name, index) in destinations where layout[index].isTable && layout[index].count >= Self.largeTable {
            guard let floats = source.mappedFloats(of: name) else { continue }
            deferred[index] = floats
            destinations[name] = nil
        }
        if !deferred.isEmpty {
            deferReading(deferred.mapValues(\.bytes), owners: deferred.values.map(\.owner))
        }
        let reads = source.allTensors.compactMap { tensor in destinations[tensor.name].map { (tensor.name, $0) } }
        let failure = Mutex<(item: Int, error: any Error)?>(nil)
        team.forEach(reads.count) { _, item in
            let (name, index) = reads[item]
            do {
                try source.read(name, into: values(index))
            } catch {
                failure.withLock { if item < $0?.item ?? .max { $0 = (item, error) } }
            }
        }
        if let error = failure.withLock({ $0?.error }) { throw error }
    }
}
