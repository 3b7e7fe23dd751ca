import Checkpoints
import Testing

@Suite struct FamilyTensorNamesTests {
    static let tables: [any TensorNameTable.Type] = [
        BERTTensorNames.self, DistilBERTTensorNames.self, ELECTRATensorNames.self, MPNetTensorNames.self,
    ]

    @Test(arguments: [
        ("distilbert.transformer.layer.0.attention.q_lin.weight", "transformer.layer.0.attention.q_lin.weight"),
        ("model.distilbert.distilbert.pre_classifier.bias", "pre_classifier.bias"),
        ("electra.embeddings_project.weight", "embeddings_project.weight"),
        ("mpnet.encoder.relative_attention_bias.weight", "encoder.relative_attention_bias.weight"),
        ("mpnet.encoder.layer.1.attention.LayerNorm.gamma", "encoder.layer.1.attention.LayerNorm.weight"),
        ("distilbert.transformer.layer.0.sa_layer_norm.gamma", "transformer.layer.0.sa_layer_norm.gamma"),
        ("encoder.mpnet.x", "encoder.mpnet.x"), ("electrack.x", "electrack.x"),
    ])
    func `prefixes go by whichever family and LayerNorm's old names by their suffix`(name: String, expected: String) {
        for table in Self.tables { #expect(table.canonical(name) == expected) }
    }

    @Test(arguments: [
        (0, "cls.predictions.bias", true), (0, "vocab_projector.bias", false), (1, "vocab_projector.bias", true),
        (1, "vocab_transform.weight", true), (1, "vocab_layer_norm.weight", true), (1, "embeddings.position_ids", true),
        (1, "embeddings.position_ids.x", false), (1, "cls.predictions.bias", false), (1, "pre_classifier.bias", false),
        (2, "discriminator_predictions.dense.weight", true), (2, "generator_predictions.dense.bias", true),
        (2, "generator_lm_head.weight", true), (2, "embeddings_project.weight", false),
        (0, "qa_outputs.weight", true), (1, "qa_outputs.bias", true), (2, "qa_outputs.weight", true),
        (3, "qa_outputs.bias", true), (2, "sequence_summary.summary.weight", true), (0, "n_averaged", true),
        (2, "classifier.dense.weight", false), (3, "lm_head.dense.weight", true), (3, "pooler.dense.weight", false),
    ])
    func `heads of pre-training are of no use`(table: Int, name: String, isUnused: Bool) {
        #expect(Self.tables[table].isKnownUnused(name) == isUnused)
    }

    @Test(arguments: [
        (1, "transformer.layer.0.ffn.lin1.bias", "DistilBertForSequenceClassification", "distilbert."),
        (1, "embeddings.LayerNorm.bias", "DistilBertForMaskedLM", "distilbert."),
        (1, "pre_classifier.weight", "DistilBertForSequenceClassification", ""),
        (1, "transformer.layer.0.ffn.lin1.bias", "DistilBertModel", ""),
        (2, "embeddings_project.bias", "ElectraForSequenceClassification", "electra."),
        (2, "encoder.layer.0.output.dense.bias", "ElectraForPreTraining", "electra."),
        (2, "classifier.out_proj.bias", "ElectraForSequenceClassification", ""),
        (3, "encoder.relative_attention_bias.weight", "MPNetForSequenceClassification", "mpnet."),
        (3, "pooler.dense.bias", "MPNetForMaskedLM", "mpnet."),
        (3, "classifier.dense.bias", "MPNetForSequenceClassification", ""),
        (3, "encoder.layer.0.output.dense.bias", "BertForMaskedLM", ""),
    ])
    func `the encoder's tensors get the prefix where there is a head`(
        table: Int, name: String, architecture: String, prefix: String
    ) {
        let table = Self.tables[table]
        #expect(table.checkpointName(ofCanonical: name, forArchitecture: architecture) == prefix + name)
        #expect(table.canonical(prefix + name) == name)
    }
}
