package import Datasets
import Entities
package import Inference
import InputOutput
import TensorKernels

/// The form and the aggregation of the entities to write.
package struct EntityAnswerOptions: Sendable, Equatable {
    /// The form of the answers.
    package enum Form: Sendable {
        /// An array of entities, each with its text, type, score and offsets.
        case spans
        /// The entities, and the words with their tags.
        case words
        /// Lines with a word and its tag.
        case columns
    }

    package var form = Form.spans
    package var aggregation = EntityAggregation.decoded

    package init() {}
}

/// A model that finds the entities in rows.
package struct EntityLabeller: TextLabeller {
    package let columns: [LabelColumn]
    package let settings: [String: String]
    package let isIndependentOfNeighbours = OpenBLAS.keepsRowsApart
    private let classifier: TokenClassifier
    private let options: EntityAnswerOptions

    /// - Throws: `FledgeError` with category `usage` if words should have tags but the aggregation does not provide
    ///   any.
    package init(_ classifier: TokenClassifier, options: EntityAnswerOptions) throws {
        guard options.form == .spans || options.aggregation == .decoded else {
            throw FledgeError(
                .usage, "tags of words need the aggregation decoded", found: options.aggregation.rawValue,
                advice: "omit --aggregation")
        }
        self.classifier = classifier
        self.options = options
        columns =
            switch options.form {
            case .spans: [LabelColumn("entities", .json)]
            case .words: [LabelColumn("entities", .json), LabelColumn("words", .json), LabelColumn("tags", .json)]
            case .columns: [LabelColumn("conll", .lines)]
            }
        settings = try ModelSettings.of(classifier.pretrained)
            .merging(["answers": "\(options)", "stride": "\(classifier.stride)"]) { $1 }
    }

    package func label(_ rows: [Row]) throws -> LabelledRows {
        let texts = rows.map(\.text)
        let found = try classifier.counted(texts, aggregation: options.aggregation)
        return LabelledRows(
            values: zip(texts, found.predictions).map(values), tokenCounts: found.tokenCounts,
            wereCut: rows.map { _ in false })
    }

    private func values(_ text: String, _ prediction: TokenClassifier.Prediction) -> [LabelValue] {
        let scheme = classifier.tags.scheme
        func words() -> [String] {
            prediction.words.map { text.part(atUTF8: $0) }
        }
        func array(_ items: [String]) -> LabelValue { .json("[\(items.joined(separator: ","))]") }
        let tags = prediction.tags.map { $0.written(in: scheme) }
        let entities = array(prediction.entities.map(\.json))
        switch options.form {
        case .spans: return [entities]
        case .words: return [entities, array(words().map(JSONValue.quoted)), array(tags.map(JSONValue.quoted))]
        case .columns: return [.lines(zip(words(), tags).map { "\($0) \($1)" })]
        }
    }
}

extension EntityMention {
    /// One JSON object; offsets are in characters, as Python counts them, and in UTF-8 bytes.
    fileprivate var json: String {
        "{\"text\":\(JSONValue.quoted(text)),\"type\":\(JSONValue.quoted(type)),\"score\":\(score),"
            + "\"start\":\(characters.lowerBound),\"end\":\(characters.upperBound),"
            + "\"start_byte\":\(bytes.lowerBound),\"end_byte\":\(bytes.upperBound)}"
    }
}
