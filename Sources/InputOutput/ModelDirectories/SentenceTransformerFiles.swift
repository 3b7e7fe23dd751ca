/// Names of files written by sentence-transformers.
package enum SentenceTransformerFiles {
    /// The settings files of the encoder; if there are several, sentence-transformers reads the first.
    package static let encoderSettings = [
        "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json",
        "sentence_camembert_config.json", "sentence_albert_config.json", "sentence_xlm-roberta_config.json",
        "sentence_xlnet_config.json",
    ]
    /// The module types that are encoders; all but the first date from before version 0.3.
    package static let encoderTypes = [
        "Transformer", "BERT", "DistilBERT", "RoBERTa", "ALBERT", "CamemBERT", "XLMRoBERTa", "XLNet",
    ]
}
