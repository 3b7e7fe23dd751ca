/// The normalization of a text before it is split into words, as tokenizer.json declares it.
public indirect enum Normalizer: Sendable, Equatable {
    /// BERT's cleaning, separation of ideographs, accent stripping and lowercasing.
    case bert(BertNormalizer)
    /// Canonical decomposition (Unicode Standard Annex 15).
    case nfd
    /// Compatibility decomposition.
    case nfkd
    /// Canonical decomposition, then canonical composition.
    case nfc
    /// Compatibility decomposition, then canonical composition.
    case nfkc
    /// Lowercases every scalar, regardless of its context.
    case lowercase
    /// Deletes combining marks of every kind; meant to follow a decomposition.
    case stripAccents
    /// Deletes whitespace at the ends.
    case strip(left: Bool, right: Bool)
    /// Inserts a text before one that is not empty.
    case prepend(String)
    /// Replaces every occurrence of one text with another.
    case replace(String, with: String)
    /// Several normalizers, one after the other.
    case sequence([Normalizer])
}
