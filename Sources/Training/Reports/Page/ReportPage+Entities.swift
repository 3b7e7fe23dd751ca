import Evaluation

/// The quality section of a named-entity recognizer.
extension ReportPage {
    func entityQuality(_ scores: EntityReport) -> [HTML] {
        [
            .figures([
                (
                    "strict F1", ReportNumber.measure(scores.strict.micro.f1),
                    "precision and recall in one: an entity counts where its words, its type and its tags are right"
                ),
                (
                    scores.seqevalDefault == nil ? "conlleval F1" : "seqeval F1",
                    ReportNumber.measure((scores.seqevalDefault ?? scores.conlleval).micro.f1),
                    "the same, but tags that do not keep to the scheme mean something too"
                ),
                (
                    "macro F1", ReportNumber.measure(scores.strict.macro.f1),
                    "strict, the mean over types, rare ones counting as much as frequent ones"
                ),
                (
                    "token accuracy", ReportNumber.percent(scores.tokenAccuracy),
                    "of the words get their tag, most of them because they are in no entity"
                ),
            ]), provenance(scores.textCount), .heading("Type by type"), typeTable(scores.strict),
            .note("By the convention \(scores.strict.convention)."), .heading("What goes wrong"),
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
            ("right", errors.exact), ("right type, other borders", errors.rightTypeOtherBorders),
            ("other type, right borders", errors.otherTypeRightBorders),
            ("other type, other borders", errors.otherTypeOtherBorders), ("missed", errors.missed),
            ("found where there is none", errors.spurious),
        ]
        var table = HTMLTable(["entities", "how many"], wordColumns: 1)
        for (name, count) in kinds { table.add(["\(name)", "\(ReportNumber.count(count))"]) }
        guard (1...Self.mostPictured).contains(errors.types.count) else { return [table.html] }
        var confusions = HTMLTable(["true \\ found"] + errors.types.map { "\($0)" } + ["missed"])
        for (name, row) in zip(errors.types + ["none"], errors.typeConfusion) {
            confusions.add(["\(name)"] + row.map { "\(ReportNumber.count($0))" })
        }
        return [table.html, .heading("What is taken for what"), confusions.html]
    }

    /// The reliability of entity scores.
    func entityCertainty(_ diagram: ReliabilityDiagram) -> [HTML] {
        [
            .figures([
                (
                    "expected calibration error", ReportNumber.measure(diagram.expectedCalibrationError),
                    "between the score of a found entity and how often it is right"
                )
            ]),
            .charts([
                ReliabilityChart(
                    "Entities that were found", diagram, confidenceName: "score", accuracyName: "right"
                ).svg
            ]),
            .note("An entity's score is the mean over its words of the probability of their tags."),
            sizeNote(diagram),
        ]
    }
}
