public import Checkpoints
public import TensorKernels

extension ParameterStore {
    /// Reads every parameter from the checkpoint in a directory.
    ///
    /// - Parameters:
    ///   - mayBeNew: The parameters that the checkpoint need not have; they stay zero.
    ///   - isUnused: Tensors of the checkpoint that this model has no use for, besides those that none has. A parameter
    ///     of that name is new.
    /// - Returns: What became of each tensor.
    /// - Throws: `FledgeError` where a tensor is missing, unexpected or of the wrong shape.
    public func load(
        directory: String, mayBeNew: (String) -> Bool, isUnused: (String) -> Bool = { _ in false }
    ) throws -> LoadReport {
        let file = try SafetensorsFile(path: Checkpoint.weightsPath(directory: directory))
        let wanted = layout.entries.filter { !isUnused($0.name) }
        var (report, sources) = try LoadReport.match(
            file: file, wanted: wanted.map { ($0.name, $0.shape) }, mayBeNew: mayBeNew, mayBeUnused: isUnused)
        report.newlyInitialised += layout.entries.map(\.name).filter(isUnused)
        try report.requireComplete(path: file.path)
        for index in layout.indices {
            guard let source = sources[layout[index].name] else { continue }
            try file.read(source, into: values(index))
        }
        return report
    }
}
