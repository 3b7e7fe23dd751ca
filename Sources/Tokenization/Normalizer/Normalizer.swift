/// What is done to a text before it is split into words, as tokenizer.json declares it.
public indirect enum Normalizer: Sendable, Equatable {
    /// BERT's cleaning, spacing of ideographs, accent stripping and lower-casing.
    case bert(BertNormalizer)
    /// Canonical decomposition (Unicode Standard Annex 15).
    case nfd
    /// Compatibility decomposition.
    case nfkd
    /// Canonical decomposition, then canonical composition.
    case nfc
    /// Compatibility decomposition, then canonical composition.
    case nfkc
    /// Lower case of every scalar, without regard to its context.
    case lowercase
    /// Deletes combining marks of every kind; meant to follow a decomposition.
    case stripAccents
    /// Deletes white space at the ends.
    case strip(left: Bool, right: Bool)
    /// Puts a text before one that is not empty.
    case prepend(String)
    /// Replaces every occurrence of a text by another.
    case replace(String, with: String)
    /// One after the other.
    case sequence([Normalizer])
}
