import Entities

/// The scores of entities under one convention for reading entities from tags.
public struct EntityConventionScores: Sendable, Equatable, Codable {
    /// The convention in words.
    public var convention: String
    /// All types together.
    public var micro: EntityScores
    /// The unweighted mean over the types that occur among true or predicted entities.
    public var macro: EntityScores
    /// The mean over the types, weighted by the number of true entities.
    public var weighted: EntityScores
    /// The scores of each type that occurs among true or predicted entities.
    public var types: [String: EntityScores]

    /// The numbers of correct, predicted and true entities.
    private struct Counts {
        var hits = 0
        var predicted = 0
        var support = 0

        func scores(_ name: String) -> ClassScores {
            ClassScores(label: name, hits: hits, predicted: predicted, support: support)
        }
    }

    /// - Parameters:
    ///   - truths: The true tags of each text.
    ///   - predictions: The predicted tags of each text, one per true tag.
    init(_ reading: EntityReading, truths: [[EntityTag]], predictions: [[EntityTag]]) {
        var counts: [String: Counts] = [:]
        var all = Counts()
        for (truth, prediction) in zip(truths, predictions) {
            let (expected, found) = (reading.spans(of: truth), reading.spans(of: prediction))
            for span in expected { counts[span.type, default: Counts()].support += 1 }
            for span in found { counts[span.type, default: Counts()].predicted += 1 }
            let hits = Set(expected).intersection(found)
            for span in hits { counts[span.type, default: Counts()].hits += 1 }
            all.support += expected.count
            all.predicted += found.count
            all.hits += hits.count
        }
        let scores = counts.keys.sorted().map { counts[$0, default: Counts()].scores($0) }
        func average(_ scores: ClassScores) -> EntityScores { EntityScores(scores, predicted: all.predicted) }
        convention = reading.convention
        micro = average(all.scores("micro average"))
        macro = average(scores.mean("macro average", support: all.support) { _ in 1 })
        weighted = average(scores.mean("weighted average", support: all.support) { Double($0.support) })
        types = counts.reduce(into: [:]) { types, type in
            types[type.key] = EntityScores(type.value.scores(type.key), predicted: type.value.predicted)
        }
    }
}

extension EntityReading {
    /// A description of the convention.
    var convention: String {
        switch self {
        case .lenient: "seqeval: any tags make entities, as in seqeval's default mode"
        case .conlleval(let scheme):
            scheme.hasEnds
                ? "conlleval: \(scheme.title) as the script of CoNLL-2000 reads it, which sees no boundaries at "
                    + (scheme == .bilou ? "L and U" : "S and between E and B")
                : "conlleval: any tags make entities, as in seqeval's default mode"
        case .strict(let scheme): "strict: only entities that follow \(scheme.title), as in seqeval's strict mode"
        }
    }
}
