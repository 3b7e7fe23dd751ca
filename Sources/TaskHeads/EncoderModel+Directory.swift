package import Checkpoints
public import Encoders
import TensorKernels

/// An encoder alone, whose outputs have no names.
extension EncoderModel: TaskModel {
    public var labels: [String] { [] }

    /// Loads the encoder of a model; adapters are merged into it, and the heads of both are ignored.
    ///
    /// - Parameter allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    /// - Throws: `FledgeError` naming the file and the problem.
    package init(_ directory: ModelDirectory, allowance: LoadAllowance = LoadAllowance()) throws {
        try self.init(directory.configuration, allowance: allowance, weights: directory.weights)
        let family = directory.family
        try directory.adapters?.apply(
            to: parameters, names: family.tensorNames,
            isUnused: { parameter in
                let part = String(parameter.prefix { $0 != "." })
                return !family.tensorNames.encoderParts.contains(part)
                    || family.isUnused(parameter, withClassificationHead: false)
            }, on: .shared)
    }
}
