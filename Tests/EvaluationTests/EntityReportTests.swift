import Entities
import Evaluation
import InputOutput
import TestSupport
import Testing

struct EntityReportTests {
    @Test func `recorded corpora are there`() {
        for scheme in [TagScheme.iob2, .bioes] {
            let corpora = RecordedEntities.all.filter { $0.tagScheme == scheme }
            #expect(corpora.reduce(0) { $0 + $1.gold.count } == 1000)
            #expect(Set(corpora.map(\.manner)).count == 9)
        }
        // Some of them distinguish the conventions.
        #expect(RecordedEntities.all.count { $0.strict.micro != $0.lenient.micro } >= 50)
    }

    @Test func `scores are those of seqeval and conlleval`() throws {
        for recorded in RecordedEntities.all {
            let report = try recorded.report()
            let comment = Comment(rawValue: "\(recorded.scheme) \(recorded.manner) \(recorded.gold.count)")
            expect(report.strict, is: recorded.strict, comment)
            // The recorded package conlleval handles S and all boundaries after E, as seqeval does and the CoNLL-2000
            // script does not.
            #expect((report.seqevalDefault == nil) == (recorded.tagScheme == .iob2))
            let lenient = report.seqevalDefault ?? report.conlleval
            expect(lenient, is: recorded.lenient, comment)
            expect(lenient.micro, recorded.conlleval.overall, comment)
            #expect(
                [lenient.micro.predicted, lenient.micro.support] == Array(recorded.conlleval.counts.dropFirst()),
                comment)
            for (type, scores) in recorded.conlleval.types {
                expect(lenient.types[type], scores.scores, comment)
            }
            #expect(report.wordCount == recorded.conlleval.words)
            #expect(agree(report.tokenAccuracy, recorded.conlleval.accuracy ?? 0), comment)
            #expect(report.errors.exact == recorded.conlleval.counts[0], comment)
            expectSums(report, comment)
            #expect(try comeback(report) == report)
        }
    }

    private func expect(
        _ found: EntityConventionScores, is recorded: RecordedEntities.Convention, _ comment: Comment
    ) {
        #expect(found.types.keys.sorted() == recorded.types.keys.sorted(), comment)
        for (type, scores) in recorded.types {
            expect(found.types[type], scores.scores, comment)
            #expect(found.types[type]?.predicted == scores.counts[1], comment)
            #expect(found.types[type]?.support == scores.counts[2], comment)
        }
        expect(found.micro, recorded.micro, comment)
        expect(found.macro, recorded.macro ?? [0, 0, 0], comment)
        expect(found.weighted, recorded.weighted, comment)
    }

    private func expect(_ found: EntityScores?, _ recorded: [Double], _ comment: Comment) {
        #expect(agree(found.map { [$0.precision, $0.recall, $0.f1] } ?? [], recorded), comment)
    }

    /// Each entity is counted once.
    private func expectSums(_ report: EntityReport, _ comment: Comment) {
        let (errors, scores) = (report.errors, report.seqevalDefault ?? report.conlleval)
        let paired =
            errors.exact + errors.rightTypeOtherBorders + errors.otherTypeRightBorders + errors.otherTypeOtherBorders
        #expect(paired + errors.missed == scores.micro.support, comment)
        #expect(paired + errors.spurious == scores.micro.predicted, comment)
        #expect(errors.types == scores.types.keys.sorted(), comment)
        for (number, type) in errors.types.enumerated() {
            #expect(errors.typeConfusion[number].reduce(0, +) == scores.types[type]?.support, comment)
            #expect(errors.typeConfusion.reduce(0) { $0 + $1[number] } == scores.types[type]?.predicted, comment)
        }
        #expect(errors.typeConfusion.last?.reduce(0, +) == errors.spurious, comment)
        #expect(errors.typeConfusion.reduce(0) { $0 + ($1.last ?? 0) } == errors.missed, comment)
    }

    struct Example: Sendable, CustomTestStringConvertible {
        let truth: String
        let prediction: String
        /// Exact; right type, other boundaries; other type, right boundaries; other type, other boundaries; missed;
        /// spurious.
        let counts: [Int]
        var testDescription: String { "\(truth) / \(prediction)" }
    }

    @Test(arguments: [
        Example(truth: "B-A I-A O B-B", prediction: "B-A I-A O B-B", counts: [2, 0, 0, 0, 0, 0]),
        Example(truth: "B-A I-A O", prediction: "B-A O O", counts: [0, 1, 0, 0, 0, 0]),
        Example(truth: "O B-A I-A", prediction: "O B-B I-B", counts: [0, 0, 1, 0, 0, 0]),
        Example(truth: "O B-A I-A", prediction: "B-B I-B O", counts: [0, 0, 0, 1, 0, 0]),
        Example(truth: "B-A O O", prediction: "O O B-A", counts: [0, 0, 0, 0, 1, 1]),
        // Adjacent spans do not overlap.
        Example(truth: "B-A I-A O O", prediction: "O O B-A I-A", counts: [0, 0, 0, 0, 1, 1]),
        // The right type takes precedence over more words.
        Example(truth: "B-A I-A I-A I-A", prediction: "B-B I-B I-B B-A", counts: [0, 1, 0, 0, 0, 1]),
        // More words take precedence over fewer.
        Example(truth: "B-A I-A I-A B-B", prediction: "B-C B-D I-D I-D", counts: [0, 0, 0, 1, 1, 1]),
        Example(truth: "B-A I-A I-A", prediction: "B-A B-A I-A", counts: [0, 1, 0, 0, 0, 1]),
        // The right words take precedence over the right type.
        Example(truth: "B-A I-A I-A", prediction: "B-B I-B I-B", counts: [0, 0, 1, 0, 0, 0]),
        // A predicted span over two true ones is matched with the earlier one.
        Example(truth: "B-A I-A B-A I-A", prediction: "B-A I-A I-A I-A", counts: [0, 1, 0, 0, 1, 0]),
        Example(truth: "", prediction: "", counts: [0, 0, 0, 0, 0, 0]),
        Example(truth: "O O", prediction: "I-A O", counts: [0, 0, 0, 0, 0, 1]),
    ])
    func `each entity has one fate`(example: Example) throws {
        let report = try EntityReport(
            truths: [tags(example.truth)], predictions: [tags(example.prediction)], scheme: .iob2)
        let errors = report.errors
        #expect(
            [
                errors.exact, errors.rightTypeOtherBorders, errors.otherTypeRightBorders, errors.otherTypeOtherBorders,
                errors.missed, errors.spurious,
            ] == example.counts)
    }

    private func example() throws -> EntityReport {
        try EntityReport(
            truths: [
                tags("B-PER I-PER O B-LOC O O B-LOC"), tags("O B-PER I-PER I-PER"), tags("B-LOC O"), tags("O B-PER"),
            ],
            predictions: [
                tags("B-PER I-PER O B-PER O O B-LOC"), tags("O B-PER I-PER O"), tags("I-LOC O"), tags("B-LOC O"),
            ],
            scheme: .iob2)
    }

    @Test func `tables for people`() throws {
        #expect(
            try example().rendered == """
                strict: only entities that follow IOB2, as in seqeval's strict mode
                                  precision  recall      f1  support  predicted
                LOC                  0.5000  0.3333  0.4000        3          2
                PER                  0.3333  0.3333  0.3333        3          3
                micro average        0.4000  0.3333  0.3636        6          5
                macro average        0.4167  0.3333  0.3667        6          5
                weighted average     0.4167  0.3333  0.3667        6          5

                conlleval: any tags make entities, as in seqeval's default mode
                precision 0.5000, recall 0.5000, F1 0.5000 (micro)
                macro F1 0.5000, weighted F1 0.5000, token accuracy 0.6667 of 15 words

                entities by outcome, as conlleval reads them
                right                             3
                right type, wrong boundaries      1
                wrong type, right boundaries      1
                wrong type, wrong boundaries      0
                missed                            1
                spurious                          1
                predicted tags that violate IOB2  1

                types of overlapping entities (rows: truth, columns: prediction)
                          LOC  PER  missed
                LOC         2    1       0
                PER         0    2       1
                spurious    1    0       0
                """)
    }

    @Test func `JSON for programs`() throws {
        let text = try json(example())
        #expect(
            text.hasPrefix(
                #"{"conlleval":{"convention":"conlleval: any tags make entities, as in seqeval's default mode","#
                    + #""macro":{"f1":0.5,"precision":0.5,"predicted":6,"recall":0.5,"support":6},"#))
        #expect(
            text.contains(
                #""errors":{"exact":3,"missed":1,"other_type_other_borders":0,"other_type_right_borders":1,"#
                    + #""right_type_other_borders":1,"spurious":1,"type_confusion":[[2,1,0],[0,2,1],[1,0,0]],"#
                    + #""types":["LOC","PER"]},"misplaced_tag_count":1,"scheme":"iob2","strict":{"#))
        #expect(text.contains(#""types":{"LOC":{"f1":0.4,"precision":0.5,"predicted":2,"recall":0.3333"#))
        #expect(text.hasSuffix(#""text_count":4,"token_accuracy":0.6666666666666666,"word_count":15}"#))
    }

    @Test func `measures have flat names`() throws {
        let report = try example()
        #expect(
            report.measures.keys.sorted() == [
                "conlleval_macro_f1", "conlleval_macro_precision", "conlleval_macro_recall", "conlleval_micro_f1",
                "conlleval_micro_precision", "conlleval_micro_recall", "conlleval_weighted_f1",
                "conlleval_weighted_precision", "conlleval_weighted_recall", "strict_macro_f1",
                "strict_macro_precision", "strict_macro_recall", "strict_micro_f1", "strict_micro_precision",
                "strict_micro_recall", "strict_weighted_f1", "strict_weighted_precision", "strict_weighted_recall",
                "token_accuracy",
            ])
        #expect(report.measures["strict_micro_f1"] == report.strict.micro.f1)
        #expect(report.measures["strict_micro_precision"] == 0.4)
        #expect(report.measures["strict_macro_f1"] == report.strict.macro.f1)
        #expect(report.measures["conlleval_micro_f1"] == 0.5)
        #expect(report.measures["token_accuracy"] == report.tokenAccuracy)
    }

    @Test func `tables for tags with ends name both conventions`() throws {
        let report = try EntityReport(
            truths: [tags("B-A E-A B-A E-A")], predictions: [tags("B-A I-A I-A E-A")], scheme: .bioes)
        #expect(
            report.rendered.contains(
                """
                conlleval: BIOES as the script of CoNLL-2000 reads it, which sees no boundaries at S and between E and B
                precision 1.0000, recall 1.0000, F1 1.0000 (micro)
                macro F1 1.0000, weighted F1 1.0000, token accuracy 0.5000 of 4 words

                seqeval: any tags make entities, as in seqeval's default mode
                precision 0.0000, recall 0.0000, F1 0.0000 (micro)
                macro F1 0.0000, weighted F1 0.0000

                entities by outcome, as seqeval reads them
                """))
        #expect(report.measures["conlleval_micro_f1"] == 1)
        #expect(report.measures["seqeval_default_micro_f1"] == 0)
        #expect(try json(report).contains(#""seqeval_default":{"convention":"seqeval: "#))
        #expect(try comeback(report) == report)
    }

    @Test func `BILOU scores as BIOES does`() throws {
        for recorded in RecordedEntities.all where recorded.tagScheme == .bioes {
            let (truths, predictions) = try (recorded.gold.map(tags), recorded.predicted.map(tags))
            let report = try EntityReport(truths: truths, predictions: predictions, scheme: .bilou)
            #expect(report.strict.types == (try recorded.report().strict.types))
        }
    }

    @Test func `no text scores nothing`() throws {
        let report = try EntityReport(truths: [], predictions: [], scheme: .bioes)
        #expect(report.measures.values.allSatisfy { $0 == 0 })
        #expect(report.rendered.contains("micro average        0.0000  0.0000  0.0000        0          0"))
        #expect(!report.rendered.contains("types of overlapping"))
    }

    @Test func `many types are listed, not drawn`() throws {
        let types = (0..<21).map { "T\($0)" }
        let report = try EntityReport(
            truths: [types.map { EntityTag(.beginning, $0) }],
            predictions: [(types.dropFirst() + ["T0"]).map { EntityTag(.beginning, $0) }], scheme: .iob2)
        #expect(report.rendered.contains("most frequent confusions of 22 types\ntruth → prediction  count\nT0 → T1"))
    }

    static let damaged: [([String], [String], String)] = [
        (["O"], [], "texts and predictions differ in number; expected: 1 predictions; found: 0"),
        (["O", "O O"], ["O", "O"], "text 2: words and predicted tags differ in number; expected: 2 tags; found: 1"),
    ]

    @Test(arguments: damaged)
    func `truths without predictions are refused`(truths: [String], predictions: [String], message: String) {
        let error = #expect(throws: FledgeError.self) {
            try EntityReport(truths: truths.map(tags), predictions: predictions.map(tags), scheme: .iob2)
        }
        #expect(error?.category == .data)
        let parts = [error?.place, error?.problem].compactMap(\.self).joined(separator: ": ")
        #expect("\(parts); expected: \(error?.expected ?? ""); found: \(error?.found ?? "")" == message)
    }
}
