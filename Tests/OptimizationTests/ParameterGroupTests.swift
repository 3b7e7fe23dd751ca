import Optimization
import TensorKernels
import TestSupport
import Testing

struct ParameterGroupTests {
    /// The full names of the parameters that a group's segments cover.
    private func names(_ group: ParameterGroup, _ stores: Stores) -> [String] {
        group.segments.compactMap { segment in
            stores.layout.indices.first {
                stores.layout[$0].offset == segment.parameterOffset && stores.layout[$0].count == segment.count
                    && stores.gradients.offset($0) == segment.gradientOffset
            }.map { stores.layout[$0].name }
        }
    }

    @Test func `weights decay, biases and LayerNorm do not`() throws {
        let stores = Stores()
        let groups = ParameterGroup.decayed(by: 0.01, in: stores.gradients)
        try #require(groups.count == 2)
        #expect(names(groups[0], stores) == ["embeddings.word_embeddings.weight", "query.weight", "key.weight"])
        #expect(
            names(groups[1], stores)
                == ["embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias", "query.bias", "key.bias"])
        #expect(groups.map(\.weightDecay) == [0.01, 0])
        #expect(groups.map(\.learningRateFactor) == [1, 1])
    }

    @Test(arguments: [
        ("transformer.layer.0.sa_layer_norm.weight", false), ("transformer.layer.0.output_layer_norm.weight", false),
        ("encoder.relative_attention_bias.weight", false), ("encoder.layer.0.attention.LayerNorm.weight", false),
        ("classifier.out_proj.bias", false), ("classifier.out_proj.weight", true),
        ("embeddings.position_embeddings.weight", true),
    ])
    func `names of all families tell what decays`(name: String, decays: Bool) {
        var layout = ParameterLayout()
        _ = layout.add(name, shape: [3])
        let groups = ParameterGroup.decayed(by: 0.01, in: GradientStore(layout: layout) { _ in true })
        #expect(groups.map(\.segments.count) == (decays ? [1, 0] : [0, 1]))
    }

    @Test func `frozen parameters are in no group`() {
        let stores = Stores { !$0.hasPrefix("embeddings.") && $0 != "key.weight" }
        let groups = ParameterGroup.decayed(by: 0.01, in: stores.gradients)
        #expect(groups.map { names($0, stores) } == [["query.weight"], ["query.bias", "key.bias"]])
    }

    /// Two layers with embeddings below and a head above; the lower layer is permanently frozen.
    private func layers() -> GradientStore {
        var layout = ParameterLayout()
        for name in ["classifier.weight", "embeddings.weight", "layer.0.weight", "layer.0.bias"] {
            _ = layout.add(name, shape: [2])
        }
        _ = layout.add(fused: ["layer.1.query.weight", "layer.1.key.weight"], shape: [3])
        for name in ["layer.1.LayerNorm.weight", "classifier.bias", "embeddings.LayerNorm.bias"] {
            _ = layout.add(name, shape: [2])
        }
        return GradientStore(layout: layout) { !$0.name.hasPrefix("layer.0.") }
    }

    @Test func `lower layers learn more slowly`() {
        let gradients = layers()
        let groups = ParameterGroup.layered(by: 0.5, decayedBy: 0.1, in: gradients) { name in
            name.hasPrefix("embeddings") ? -1 : name.hasPrefix("layer") ? Int(name.split(separator: ".")[1]) : nil
        }
        #expect(
            groups.map { $0.parameters.map { gradients.layout[$0].name } } == [
                ["classifier.weight"], ["classifier.bias"], ["layer.1.query.weight", "layer.1.key.weight"],
                ["layer.1.LayerNorm.weight"], ["embeddings.weight"], ["embeddings.LayerNorm.bias"],
            ])
        #expect(groups.map(\.learningRateFactor) == [1, 1, 0.5, 0.5, 0.125, 0.125])
        #expect(groups.map(\.weightDecay) == [0.1, 0, 0.1, 0, 0.1, 0])
    }

    @Test func `a model of embeddings and a head alone has layers too`() {
        var layout = ParameterLayout()
        for name in ["embeddings.weight", "classifier.weight"] { _ = layout.add(name, shape: [2]) }
        let groups = ParameterGroup.layered(
            by: 0.25, decayedBy: 0, in: GradientStore(layout: layout) { _ in true }
        ) { $0.hasPrefix("embeddings") ? -1 : nil }
        #expect(groups.map(\.learningRateFactor) == [1, 0.25])
    }

    @Test func `segments are cut into chunks that cover them`() {
        let segment = GradientStore.Segment(parameterOffset: 100, gradientOffset: 40, count: 25)
        let chunks = segment.chunks(of: 10)
        #expect(chunks.map(\.parameterOffset) == [100, 110, 120])
        #expect(chunks.map(\.gradientOffset) == [40, 50, 60])
        #expect(chunks.map(\.count) == [10, 10, 5])
    }
}
