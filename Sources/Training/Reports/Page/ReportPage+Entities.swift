import Evaluation

/// The quality section of a named-entity recognizer.
extension ReportPage {
    func entityQuality(_ scores: EntityReport) -> [HTML] {
        [
            .figures([
                (
                    "strict F1", ReportNumber.measure(scores.strict.micro.f1),
                    "an entity is correct if its words, its type and its tags are"
                ),
                (
                    scores.seqevalDefault == nil ? "conlleval F1" : "seqeval F1",
                    ReportNumber.measure((scores.seqevalDefault ?? scores.conlleval).micro.f1),
                    "the same, but tags that violate the scheme count as well"
                ),
                (
                    "macro F1", ReportNumber.measure(scores.strict.macro.f1),
                    "strict; mean over types, rare types count as much as frequent ones"
                ),
                (
                    "token accuracy", ReportNumber.percent(scores.tokenAccuracy),
                    "of the words have the correct tag; most words are outside any entity"
                ),
            ]), provenance(scores.textCount), .heading("By type"), typeTable(scores.strict),
            .note("By the convention \(scores.strict.convention)."), .heading("Kinds of errors"),
        ] + errors(scores.errors)
    }

    private func typeTable(_ scores: EntityConventionScores) -> HTML {
        var table = HTMLTable(["type", "precision", "recall", "F1", "true", "found"])
        func add(_ name: String, _ scores: EntityScores, mark: String? = nil) {
            let ratios: [HTML] = [scores.precision, scores.recall, scores.f1].map { "\(ReportNumber.measure($0))" }
            let counts: [HTML] = [scores.support, scores.predicted].map { "\(ReportNumber.count($0))" }
            table.add(["\(name)"] + ratios + counts, mark: mark)
        }
        for (type, scores) in scores.types.sorted(by: { $0.key < $1.key }) { add(type, scores) }
        add("micro average", scores.micro, mark: "sum")
        add("macro average", scores.macro, mark: "sum")
        return table.html
    }

    private func errors(_ errors: EntityErrors) -> [HTML] {
        let kinds = [
            ("right", errors.exact), ("right type, wrong boundaries", errors.rightTypeOtherBorders),
            ("wrong type, right boundaries", errors.otherTypeRightBorders),
            ("wrong type, wrong boundaries", errors.otherTypeOtherBorders), ("missed", errors.missed),
            ("spurious", errors.spurious),
        ]
        var table = HTMLTable(["entities", "number"], wordColumns: 1)
        for (name, count) in kinds { table.add(["\(name)", "\(ReportNumber.count(count))"]) }
        guard (1...Self.mostPictured).contains(errors.types.count) else { return [table.html] }
        var confusions = HTMLTable(["true \\ found"] + errors.types.map { "\($0)" } + ["missed"])
        for (name, row) in zip(errors.types + ["none"], errors.typeConfusion) {
            confusions.add(["\(name)"] + row.map { "\(ReportNumber.count($0))" })
        }
        return [table.html, .heading("Confusions"), confusions.html]
    }

    /// The reliability of entity scores.
    func entityCertainty(_ diagram: ReliabilityDiagram) -> [HTML] {
        [
            .figures([
                (
                    "expected calibration error", ReportNumber.measure(diagram.expectedCalibrationError),
                    "mean gap between the score of a predicted entity and how often it is right"
                )
            ]),
            .charts([
                ReliabilityChart(
                    "Predicted entities", diagram, confidenceName: "score", accuracyName: "right"
                ).svg
            ]),
            .note("An entity's score is the mean over its words of the probability of their tags."),
            sizeNote(diagram),
        ]
    }
}
