import Foundation
import InputOutput
import TaskHeads

extension RecipeTuning {
    private var winnerPath: String { Self.directory(forOutput: training.output).path(of: "winner.json") }

    /// Checks, before any trial, that the output can be written in the end.
    ///
    /// - Throws: `FledgeError` if it cannot, or if the output exists and does not belong to this search.
    public func checkOutput() throws {
        try training.recipe.validate()
        // The output of a completed search already exists, and repeating the command reports it.
        let isKnown = FileManager.default.fileExists(atPath: winnerPath)
        var final = training
        final.overwrite = training.overwrite || isKnown
        try final.checkOutput()
        // The approximate size of the winner's weights is known before any trial.
        let weights = try WeightFiles.paths(ofModel: training.model).reduce(0) { sum, path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
        try FreeSpace.require(weights, for: training.output, "the winner's model")
    }

    /// The training of a winner on all rows, which resumes an interrupted run.
    ///
    /// - Throws: `FledgeError` if the output exists and belongs to another winner.
    public func finalTraining(of winner: Candidate) throws -> FineTuning {
        var final = training
        final.recipe = winner.recipe
        // If training uses all rows, there are no validation data to select an epoch with.
        if training.validation == nil { (final.recipe.metric, final.recipe.patience) = (nil, nil) }
        let fingerprint = try TuningSearch.fingerprint(winner.recipe, sources: TuningSearch.sources(of: training))
        let content = FileManager.default.contents(atPath: winnerPath) ?? Data()
        let isSame = (try? JSONDecoder().decode(RunFingerprint.self, from: content)) == fingerprint
        if !isSame {
            try training.checkOutput()
            // The remains of another winner's training are useless.
            final.overwrite = true
            try AtomicFile.writeFile(winnerPath, Array(JSONEncoder().encode(fingerprint)))
        }
        final.resumption = isSame ? .unchanged : .none
        return final
    }
}
