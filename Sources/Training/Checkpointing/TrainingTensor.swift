import Optimization
import TensorKernels

/// Numbers that live on from update to update, by name, where they lie.
struct TrainingTensor {
    let name: String
    let shape: [Int]
    let values: UnsafeMutableBufferPointer<Float>

    /// The parameters of a store, whose names get a prefix.
    static func all(of store: ParameterStore, named prefix: String) -> [TrainingTensor] {
        store.layout.indices.map { index in
            TrainingTensor(
                name: "\(prefix)/\(store.layout[index].name)", shape: store.layout[index].shape,
                values: store.values(index))
        }
    }
}

extension TrainingTensor {
    /// A tensor of an optimiser or an average.
    init(_ tensor: StateTensor, prefix: String) {
        self.init(name: "\(prefix)/\(tensor.name)", shape: tensor.shape, values: tensor.values)
    }
}
