import Optimization
import TensorKernels

/// A view of values that persist from update to update, with a name and a shape.
struct TrainingTensor {
    let name: String
    let shape: [Int]
    let values: UnsafeMutableBufferPointer<Float>

    /// The parameters of a store, with a prefix before their names.
    static func all(of store: ParameterStore, named prefix: String) -> [TrainingTensor] {
        store.layout.indices.map { index in
            TrainingTensor(
                name: "\(prefix)/\(store.layout[index].name)", shape: store.layout[index].shape,
                values: store.values(index))
        }
    }
}

extension TrainingTensor {
    /// A tensor of an optimizer or a moving average.
    init(_ tensor: StateTensor, prefix: String) {
        self.init(name: "\(prefix)/\(tensor.name)", shape: tensor.shape, values: tensor.values)
    }
}
