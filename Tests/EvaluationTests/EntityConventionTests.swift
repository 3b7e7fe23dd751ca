import Entities
import Foundation
import TestSupport
import Testing

/// The entities that tags encode by the conventions of scorers, as recorded by `record_conventions.py`.
struct EntityConventionTests {
    struct Recorded: Decodable, Sendable {
        /// An entity as `[type, first word, word after the last]`.
        struct Span: Decodable, Sendable {
            let span: EntitySpan

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                let type = try container.decode(String.self)
                span = try EntitySpan(words: container.decode(Int.self)..<container.decode(Int.self), type: type)
            }
        }

        let scheme: TagScheme
        let tags: String
        let conlleval: [Span], seqeval: [Span], strict: [Span]
    }

    private func recorded(_ scheme: TagScheme) throws -> [Recorded] {
        let file = URL(filePath: Fixtures.path("Evaluation/conventions.json"))
        return try JSONDecoder().decode([Recorded].self, from: Data(contentsOf: file)).filter { $0.scheme == scheme }
    }

    @Test(arguments: [TagScheme.iob2, .bioes, .bilou])
    func `entities are those of the script, of seqeval and of its strict mode`(scheme: TagScheme) throws {
        let all = try recorded(scheme)
        #expect(all.count == 60)
        for sequence in all {
            let tags = try tags(sequence.tags)
            let comment = Comment(rawValue: sequence.tags)
            #expect(EntityReading.conlleval(scheme).spans(of: tags) == sequence.conlleval.map(\.span), comment)
            #expect(EntityReading.lenient.spans(of: tags) == sequence.seqeval.map(\.span), comment)
            #expect(EntityReading.strict(scheme).spans(of: tags) == sequence.strict.map(\.span), comment)
        }
        // The script and seqeval differ only for tags with ends.
        let differing = all.count { $0.conlleval.map(\.span) != $0.seqeval.map(\.span) }
        #expect(scheme.hasEnds ? differing > 10 : differing == 0)
    }

    @Test(
        arguments: [
            ("B-A E-A B-A E-A", TagScheme.bioes, 1, 2), ("S-A S-A", .bioes, 1, 2), ("B-A E-A S-A", .bioes, 1, 2),
            ("B-A E-A I-A", .bioes, 2, 2), ("B-A E-A E-A", .bioes, 2, 2), ("S-A S-B", .bioes, 2, 2),
            ("U-A U-A", .bilou, 1, 2), ("B-A L-A L-A", .bilou, 1, 2), ("B-A L-A O B-A L-A", .bilou, 2, 2),
            ("B-A B-A", .iob2, 2, 2), ("I-A I-B", .iob2, 2, 2), ("I-A B-A", .iob1, 2, 2),
        ])
    func `borders of the script and of seqeval`(text: String, scheme: TagScheme, script: Int, seqeval: Int) throws {
        #expect(EntityReading.conlleval(scheme).spans(of: try tags(text)).count == script)
        #expect(EntityReading.lenient.spans(of: try tags(text)).count == seqeval)
    }
}
