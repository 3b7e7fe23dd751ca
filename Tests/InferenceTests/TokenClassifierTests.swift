import Entities
import Foundation
import Inference
import TensorKernels
import TestSupport
import Testing

/// A token classifier, used through its public interface.
@Suite struct TokenClassifierTests {
    /// The answers of the transformers pipeline for a text: for each aggregation, the type, score, start and end of
    /// entities.
    struct Recorded: Decodable, CustomTestStringConvertible {
        let text: String
        let answers: [String: [Answer]]
        var testDescription: String { text.isEmpty ? "an empty text" : text }

        struct Answer: Decodable {
            let type: String, score: Float, start: Int, end: Int

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                type = try container.decode(String.self)
                score = try container.decode(Float.self)
                start = try container.decode(Int.self)
                end = try container.decode(Int.self)
            }
        }

        static let all: [Recorded] = {
            let path = Fixtures.path("TokenClassification/pipeline.json")
            guard let data = FileManager.default.contents(atPath: path),
                let recorded = try? JSONDecoder().decode([Recorded].self, from: data)
            else { preconditionFailure("\(path) cannot be read: record it with record_pipeline.py") }
            return recorded
        }()
    }

    private let classifier: TokenClassifier

    init() throws {
        classifier = try TokenClassifier(
            directory: Fixtures.path("TokenClassification/bert"), options: LoadingOptions(precision: .fp32))
    }

    @Test("entities match those of the transformers pipeline", arguments: Recorded.all)
    func agreesWithThePipeline(recorded: Recorded) throws {
        for (name, answers) in recorded.answers {
            let aggregation = try #require(EntityAggregation(rawValue: name))
            let found = try classifier.predict([recorded.text], aggregation: aggregation)[0].entities
            #expect(found.map(\.type) == answers.map(\.type), "\(name)")
            #expect(found.map(\.characters) == answers.map { $0.start..<$0.end }, "\(name)")
            for (entity, answer) in zip(found, answers) {
                #expect(abs(entity.score - answer.score) < 2e-5, "\(name): \(entity.text)")
            }
        }
    }

    @Test("the text of an entity is at its offsets", arguments: EntityAggregation.allCases)
    func offsetsGiveTheText(aggregation: EntityAggregation) throws {
        let texts =
            Recorded.all.map(\.text) + ["👩‍👩‍👧 Ana\u{301} \u{1F1F5}\u{1F1F9}Porto\r\n\tKara", "ana \u{0}rain\u{200D} ₣東京"]
        var count = 0
        for (text, prediction) in zip(texts, try classifier.predict(texts, aggregation: aggregation)) {
            for entity in prediction.entities {
                let scalars = Array(text.unicodeScalars)[entity.characters]
                var characters = String.UnicodeScalarView()
                characters.append(contentsOf: scalars)
                #expect(String(characters).unicodeScalars.elementsEqual(entity.text.unicodeScalars))
                let bytes = Array(text.utf8)[entity.bytes]
                #expect(String(decoding: bytes, as: UTF8.self).unicodeScalars.elementsEqual(entity.text.unicodeScalars))
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test("decoded tags follow the scheme, and words without pieces have tags too") func keepsToTheScheme() throws {
        // Zero-width characters have no pieces, and are words only if the caller gives them as words.
        let words = ["ana", "\u{200B}", "souza", "\u{200B}"]
        let text = words.joined(separator: " ")
        var ranges: [Range<Int>] = []
        for word in words {
            let start = ranges.last.map { $0.upperBound + 1 } ?? 0
            ranges.append(start..<start + word.utf8.count)
        }
        let prediction = try classifier.predict([text], words: [ranges])[0]
        #expect(prediction.tags.count == 4)
        #expect(prediction.tags[3] == .outside)
        #expect(prediction.entities.allSatisfy { $0.score > 0.2 && $0.score <= 1 })
        for text in Recorded.all.map(\.text) {
            let tags = try classifier.predict([text])[0].tags
            #expect(EntityReading.misplacedCount(in: tags, scheme: .iob2) == 0)
        }
        #expect(try classifier.predict([""])[0].entities.isEmpty)
        #expect(try classifier.predict([]).isEmpty)
    }

    @Test("the result for a short text does not depend on the window's length") func windowsAreTheText() throws {
        let text = "Ana met Kara in New York."
        let whole = try classifier.predict([text])[0]
        let wide = try TokenClassifier(
            directory: Fixtures.path("TokenClassification/bert"),
            options: LoadingOptions(maximumLength: 20, precision: .fp32)
        ).predict([text])[0]
        #expect(whole == wide)
    }

    @Test("each word of a long text has the tag from the window with the most context around it")
    func longTextsEqualTheirWindows() throws {
        let (limit, stride) = (12, 4)
        let sentence = "ana met kara in new york the rain flew to porto from "
        let text = String(repeating: sentence, count: 40).trimmingCharacters(in: .whitespaces)
        let narrow = try TokenClassifier(
            directory: Fixtures.path("TokenClassification/bert"), stride: stride,
            options: LoadingOptions(maximumLength: limit, precision: .fp32))
        let found = try narrow.predict([text], aggregation: .first)[0].entities
        // Every word has one or two pieces: the windows are constructed by hand.
        let words = text.split(separator: " ").map(String.init)
        let pieces = words.flatMap { ["porto", "kara"].contains($0) ? [$0, ""] : [$0] }
        let room = limit - 2
        var expected: [Int: (context: Int, tags: [String])] = [:]
        var start = 0
        while true {
            let end = min(start + room, pieces.count)
            let isFirst = start == 0
            let isLast = end == pieces.count
            // A window may begin or end within a word; such a word is decided by another window.
            let firstWhole = pieces[start].isEmpty ? start + 1 : start
            let lastWhole = !isLast && pieces[end].isEmpty ? end - 1 : end
            let stretch = pieces[firstWhole..<lastWhole].filter { !$0.isEmpty }
            if firstWhole == start, lastWhole == end {
                let tagged = try narrow.predict([stretch.joined(separator: " ")], aggregation: .first)[0]
                var number = pieces[..<start].count { !$0.isEmpty }
                for (offset, piece) in pieces[start..<end].enumerated() where !piece.isEmpty {
                    let length = ["porto", "kara"].contains(piece) ? 2 : 1
                    let context = min(isFirst ? Int.max : offset, isLast ? Int.max : room - offset - length)
                    if context > expected[number]?.context ?? -1 {
                        let local = number - pieces[..<start].count { !$0.isEmpty }
                        let entity = tagged.entities.first { $0.words.contains(local) }
                        expected[number] = (context, entity.map { [$0.type] } ?? [])
                    }
                    number += 1
                }
            }
            if isLast { break }
            start += room - stride
        }
        #expect(expected.count > words.count / 2)
        var compared = 0
        for (number, answer) in expected where answer.context >= 3 {
            let type = found.first { $0.words.contains(number) }.map { [$0.type] } ?? []
            #expect(type == answer.tags, "word \(number)")
            compared += 1
        }
        #expect(compared > words.count / 3)
    }

    @Test("a text of 100,000 words") func longestText() throws {
        let text = String(repeating: "ana met kara in porto ", count: 20_000)
        let prediction = try classifier.predict([text])[0]
        #expect(prediction.tags.count == 100_000)
        #expect(EntityReading.misplacedCount(in: prediction.tags, scheme: .iob2) == 0)
    }

    @Test("other texts in the batch do not affect the result") func neighboursDoNotMatter() throws {
        let texts = Recorded.all.map(\.text)
        let together = try classifier.predict(texts)
        for (text, prediction) in zip(texts, together) {
            let alone = try classifier.predict([text])[0]
            #expect(alone.tags == prediction.tags)
            #expect(alone.entities.map(\.bytes) == prediction.entities.map(\.bytes))
        }
    }
}
