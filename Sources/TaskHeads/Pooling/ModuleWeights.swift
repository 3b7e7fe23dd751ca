import Checkpoints
import InputOutput
import TensorKernels

/// The weights of a module that follows the encoder.
enum ModuleWeights {
    /// Checks that a file has exactly these tensors.
    ///
    /// - Throws: `FledgeError` that names the first tensor that is missing, of another shape, or unexpected.
    static func require(_ shapes: [String: [Int]], in weights: any WeightsSource) throws {
        func fail(expected: String, found: String) throws {
            throw FledgeError(
                .data, at: weights.path, "the module's weights do not fit its configuration", expected: expected,
                found: found)
        }
        for (name, shape) in shapes.sorted(by: { $0.key > $1.key }) {
            let tensor = weights.tensor(named: name)
            guard tensor?.shape != shape else { continue }
            try fail(expected: "\(name) \(shape)", found: tensor.map { "\($0.shape)" } ?? "no such tensor")
        }
        if let other = weights.allTensors.first(where: { shapes[$0.name] == nil }) {
            try fail(
                expected: "no tensors besides \(shapes.keys.sorted().joined(separator: ", "))",
                found: "\(other.name) \(other.shape)")
        }
    }

    /// Reads a tensor whose shape has been checked.
    static func read(_ name: String, _ weights: any WeightsSource, into buffer: borrowing FloatBuffer) throws {
        try weights.read(name, into: UnsafeMutableBufferPointer(start: buffer.start, count: buffer.count))
    }
}
