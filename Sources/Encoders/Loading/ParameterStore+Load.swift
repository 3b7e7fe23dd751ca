public import Checkpoints
public import TensorKernels

extension ParameterStore {
    /// Reads every parameter from a checkpoint.
    ///
    /// - Parameters:
    ///   - source: The checkpoint's weights, in whichever format.
    ///   - names: How the model's family names its tensors.
    ///   - mayBeNew: The parameters that the checkpoint need not have; they stay zero.
    ///   - isUnused: Tensors of the checkpoint that this model has no use for, besides those that none has. A parameter
    ///     of that name is new.
    ///   - allowance: What else the checkpoint may lack or have too much of, by the user's leave.
    /// - Returns: What became of each tensor.
    /// - Throws: `FledgeError` where a tensor is missing, unexpected or of the wrong shape.
    public func load(
        _ source: any WeightsSource, names: any TensorNameTable.Type, mayBeNew: (String) -> Bool,
        isUnused: (String) -> Bool = { _ in false }, allowance: LoadAllowance = LoadAllowance()
    ) throws -> LoadReport {
        let wanted = layout.entries.filter { !isUnused($0.name) }
        var (report, mapping) = try LoadReport.match(
            source: source, wanted: wanted.map { ($0.name, $0.shape) }, mayBeNew: mayBeNew, mayBeUnused: isUnused,
            allowance: allowance, names: names)
        report.newlyInitialised += layout.entries.map(\.name).filter(isUnused)
        try report.requireComplete(path: source.path)
        for index in layout.indices {
            guard let name = mapping[layout[index].name] else { continue }
            try source.read(name, into: values(index))
        }
        return report
    }
}
