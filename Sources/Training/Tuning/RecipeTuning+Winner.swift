import Foundation
import InputOutput
import TaskHeads

extension RecipeTuning {
    private var winnerPath: String { Self.directory(forOutput: training.output).path(of: "winner.json") }

    /// Checks, before anything is tried, that the output can be written in the end.
    ///
    /// - Throws: `FledgeError` where it cannot, or where the output exists and is not that of this search.
    public func checkOutput() throws {
        try training.recipe.validate()
        // The output of a search that came to its end is there already, and the same command says so.
        let isKnown = FileManager.default.fileExists(atPath: winnerPath)
        var final = training
        final.overwrite = training.overwrite || isKnown
        try final.checkOutput()
        // About what the winner's weights take, known before any trial.
        let weights = try WeightFiles.paths(ofModel: training.model).reduce(0) { sum, path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
        try FreeSpace.require(weights, for: training.output, "the winner's model")
    }

    /// The training of a winner on all rows, which goes on where it was interrupted.
    ///
    /// - Throws: `FledgeError` where the output exists and is that of another winner.
    public func finalTraining(of winner: Candidate) throws -> FineTuning {
        var final = training
        final.recipe = winner.recipe
        // Where all rows are learned from, there is nothing to choose an epoch by.
        if training.validation == nil { (final.recipe.metric, final.recipe.patience) = (nil, nil) }
        let fingerprint = try TuningSearch.fingerprint(winner.recipe, sources: TuningSearch.sources(of: training))
        let content = FileManager.default.contents(atPath: winnerPath) ?? Data()
        let isSame = (try? JSONDecoder().decode(RunFingerprint.self, from: content)) == fingerprint
        if !isSame {
            try training.checkOutput()
            // What is left of another winner's training is of no use.
            final.overwrite = true
            try AtomicFile.writeFile(winnerPath, Array(JSONEncoder().encode(fingerprint)))
        }
        final.resumption = isSame ? .unchanged : .none
        return final
    }
}
