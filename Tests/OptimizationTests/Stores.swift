import TensorKernels
import TestSupport

/// Parameters with the names that matter for weight decay, and gradients for those that are trained.
struct Stores {
    static let names = [
        "embeddings.word_embeddings.weight", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias",
        "query.weight", "key.weight", "query.bias", "key.bias",
    ]

    let parameters: ParameterStore
    let gradients: GradientStore
    var layout: ParameterLayout { parameters.layout }

    init(isTrainable: (String) -> Bool = { _ in true }) {
        var layout = ParameterLayout()
        // More than one chunk of the optimizer, and not a multiple of one.
        _ = layout.addTable("embeddings.word_embeddings.weight", rows: 1000, columns: 133)
        _ = layout.add("embeddings.LayerNorm.weight", shape: [7])
        _ = layout.add("embeddings.LayerNorm.bias", shape: [7])
        _ = layout.add(fused: ["query.weight", "key.weight"], shape: [5, 7])
        _ = layout.add(fused: ["query.bias", "key.bias"], shape: [5])
        parameters = ParameterStore(layout: layout)
        gradients = GradientStore(layout: layout) { isTrainable($0.name) }
    }

    /// Fills every trainable parameter's gradient with random values of different magnitudes.
    func fillGradients(_ generator: inout SeededGenerator) {
        for index in layout.indices {
            guard let gradient = gradients.pointer(index) else { continue }
            for element in 0..<layout[index].count {
                gradient[element] = Float.random(in: -1...1, using: &generator) * (element % 3 == 0 ? 1e-3 : 1)
            }
        }
    }
}
