import Entities

/// The numbers of correct, partly correct, missed and spurious entities.
///
/// Entities are read as in seqeval's default mode, which accepts any tags. A true and a predicted entity that share
/// words are matched, each at most once. If there is a choice, those with the same words come first, then those of the
/// same type, then those that share more words, then the earlier ones.
public struct EntityErrors: Sendable, Equatable, Codable {
    /// The number of entities with the right words and the right type.
    public var exact = 0
    /// The number with the right type and some of the right words, but not exactly those.
    public var rightTypeOtherBorders = 0
    /// The number with the right words but another type.
    public var otherTypeRightBorders = 0
    /// The number with another type and some of the right words, but not exactly those.
    public var otherTypeOtherBorders = 0
    /// The number of true entities without a matching prediction.
    public var missed = 0
    /// The number of predicted entities without a matching true entity.
    public var spurious = 0
    /// The types, sorted by name.
    public var types: [String]
    /// The counts of matched entities, whatever their boundaries: a row for each true type and a last one for spurious
    /// entities, with a count for each predicted type and a last one for missed entities.
    public var typeConfusion: [[Int]]

    private enum CodingKeys: String, CodingKey {
        case exact, missed, spurious, types
        case rightTypeOtherBorders = "right_type_other_borders"
        case otherTypeRightBorders = "other_type_right_borders"
        case otherTypeOtherBorders = "other_type_other_borders"
        case typeConfusion = "type_confusion"
    }

    /// - Parameters:
    ///   - truths: The true tags of each text.
    ///   - predictions: The predicted tags of each text, one per true tag.
    init(truths: [[EntityTag]], predictions: [[EntityTag]]) {
        let texts = zip(truths, predictions).map { truth, prediction in
            EntityPairing(
                truths: EntityReading.lenient.spans(of: truth),
                predictions: EntityReading.lenient.spans(of: prediction))
        }
        types = Set(texts.flatMap { ($0.truths + $0.predictions).map(\.type) }).sorted()
        typeConfusion = Array(repeating: Array(repeating: 0, count: types.count + 1), count: types.count + 1)
        let indices = Dictionary(uniqueKeysWithValues: zip(types, types.indices))
        func index(_ span: EntitySpan?) -> Int { span.flatMap { indices[$0.type] } ?? indices.count }
        for pair in texts.flatMap(\.pairs) {
            typeConfusion[index(pair.truth)][index(pair.prediction)] += 1
            count(pair.truth, pair.prediction)
        }
    }

    private mutating func count(_ truth: EntitySpan?, _ prediction: EntitySpan?) {
        guard let truth else {
            spurious += 1
            return
        }
        guard let prediction else {
            missed += 1
            return
        }
        switch (truth.type == prediction.type, truth.words == prediction.words) {
        case (true, true): exact += 1
        case (true, false): rightTypeOtherBorders += 1
        case (false, true): otherTypeRightBorders += 1
        case (false, false): otherTypeOtherBorders += 1
        }
    }
}
