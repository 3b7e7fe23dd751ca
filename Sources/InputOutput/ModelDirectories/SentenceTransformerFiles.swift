/// Names of files that sentence-transformers writes.
package enum SentenceTransformerFiles {
    /// The settings of the encoder: of several, sentence-transformers reads the first.
    package static let encoderSettings = [
        "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json",
        "sentence_camembert_config.json", "sentence_albert_config.json", "sentence_xlm-roberta_config.json",
        "sentence_xlnet_config.json",
    ]
    /// The types of modules that are encoders; all but the first were written before version 0.3.
    package static let encoderTypes = [
        "Transformer", "BERT", "DistilBERT", "RoBERTa", "ALBERT", "CamemBERT", "XLMRoBERTa", "XLNet",
    ]
}
