import Entities
import InputOutput

extension EntityReport {
    /// Tables of the scores of each type, the other conventions and the errors, without a trailing newline.
    public var rendered: String {
        [
            "\(strict.convention)\n\(scoreTable)", lines(conlleval, withAccuracy: true),
            seqevalDefault.map { lines($0, withAccuracy: false) }, errorTable,
            errors.types.count > 1 ? confusionTable.rendered : nil,
        ].compactMap(\.self).joined(separator: "\n\n")
    }

    private var scoreTable: String {
        var table = TextTable(header: ["", "precision", "recall", "f1", "support", "predicted"])
        let types = strict.types.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let averages = [
            ("micro average", strict.micro), ("macro average", strict.macro), ("weighted average", strict.weighted),
        ]
        for (name, scores) in types + averages {
            table.add(
                [TextTable.shortened(name, to: 28)]
                    + [scores.precision, scores.recall, scores.f1].map { $0.fixed(4) }
                    + [String(scores.support), String(scores.predicted)])
        }
        return table.rendered
    }

    private func lines(_ scores: EntityConventionScores, withAccuracy: Bool) -> String {
        let (micro, macro) = (scores.micro, scores.macro)
        let accuracy = ", token accuracy \(tokenAccuracy.fixed(4)) of \(wordCount) words"
        return """
            \(scores.convention)
            precision \(micro.precision.fixed(4)), recall \(micro.recall.fixed(4)), F1 \(micro.f1.fixed(4)) (micro)
            macro F1 \(macro.f1.fixed(4)), weighted F1 \(scores.weighted.f1.fixed(4))\(withAccuracy ? accuracy : "")
            """
    }

    private var errorTable: String {
        var table = TextTable(header: ["right", String(errors.exact)])
        let errors: [(String, Int)] = [
            ("right type, wrong boundaries", errors.rightTypeOtherBorders),
            ("wrong type, right boundaries", errors.otherTypeRightBorders),
            ("wrong type, wrong boundaries", errors.otherTypeOtherBorders),
            ("missed", errors.missed),
            ("spurious", errors.spurious),
            ("predicted tags that violate \(scheme.title)", misplacedTagCount),
        ]
        for (name, count) in errors { table.add([name, String(count)]) }
        return "entities by outcome, as \(scheme.hasEnds ? "seqeval" : "conlleval") reads them\n"
            + table.rendered
    }

    private var confusionTable: ConfusionTable {
        ConfusionTable(
            title: "types of overlapping entities", noun: "types", truths: errors.types + ["spurious"],
            predictions: errors.types + ["missed"], counts: errors.typeConfusion)
    }
}
