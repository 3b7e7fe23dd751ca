import Checkpoints
import Testing

@Suite struct BERTTensorNamesTests {
    @Test(arguments: [
        ("embeddings.word_embeddings.weight", "embeddings.word_embeddings.weight"),
        ("bert.embeddings.word_embeddings.weight", "embeddings.word_embeddings.weight"),
        ("model.bert.bert.pooler.dense.weight", "pooler.dense.weight"),
        ("bert.model.encoder.layer.0.output.dense.bias", "encoder.layer.0.output.dense.bias"),
        ("bert.encoder.layer.3.output.LayerNorm.gamma", "encoder.layer.3.output.LayerNorm.weight"),
        ("embeddings.LayerNorm.beta", "embeddings.LayerNorm.bias"),
        ("LayerNorm.gamma", "LayerNorm.weight"),
        ("embeddings.LayerNorm.weight", "embeddings.LayerNorm.weight"),
        ("scale.gamma", "scale.gamma"),
        ("myLayerNorm.gamma", "myLayerNorm.gamma"),
        ("LayerNorm.gamma.extra", "LayerNorm.gamma.extra"),
        ("classifier.weight", "classifier.weight"),
        ("embeddings.bert.x", "embeddings.bert.x"),
        ("bertha.x", "bertha.x"),
        ("bert.", ""),
    ])
    func canonical(_ name: String, _ expected: String) {
        #expect(BERTTensorNames.canonical(name) == expected)
    }

    @Test(arguments: [
        ("embeddings.position_ids", true), ("embeddings.token_type_ids", true), ("cls.predictions.bias", true),
        ("cls.seq_relationship.weight", true), ("embeddings.position_embeddings.weight", false),
        ("classifier.weight", false), ("pooler.dense.weight", false), ("cls", false),
    ])
    func knownUnused(_ name: String, _ expected: Bool) {
        #expect(BERTTensorNames.isKnownUnused(name) == expected)
    }

    @Test(arguments: [
        ("embeddings.LayerNorm.weight", "BertForSequenceClassification", "bert.embeddings.LayerNorm.weight"),
        ("encoder.layer.0.output.dense.bias", "BertForTokenClassification", "bert.encoder.layer.0.output.dense.bias"),
        ("pooler.dense.bias", "BertForSequenceClassification", "bert.pooler.dense.bias"),
        ("classifier.weight", "BertForSequenceClassification", "classifier.weight"),
        ("encoder.layer.0.output.dense.bias", "BertModel", "encoder.layer.0.output.dense.bias"),
    ])
    func checkpointName(_ name: String, _ architecture: String, _ expected: String) {
        let checkpointName = BERTTensorNames.checkpointName(ofCanonical: name, forArchitecture: architecture)
        #expect(checkpointName == expected)
        #expect(BERTTensorNames.canonical(checkpointName) == name)
    }
}
