import Datasets
import Foundation
import InputOutput
import TensorKernels

/// What the updates of a run depend on: two runs with the same have the same bits.
struct RunFingerprint: Codable, Equatable {
    /// Changes where the meaning of a checkpoint's files does.
    var version = 1
    let recipe: TrainingRecipe
    let precision: Precision
    /// The instructions that were computed with: others round otherwise.
    let arithmetic: String
    /// The data sets and their contents, by what they are for.
    let files: [String: String]

    init(recipe: TrainingRecipe, precision: Precision, files: [String: String]) {
        self.recipe = recipe
        self.precision = precision
        arithmetic = "\(Processor.kernelLevel) over OpenBLAS's \(OpenBLAS.status.core)"
        self.files = files
    }

    /// What another run has otherwise, in words.
    func differences(from other: RunFingerprint) throws -> [String] {
        var found: [String] = []
        if version != other.version { found.append("the checkpoint's format") }
        if precision != other.precision {
            found.append("precision: \(other.precision.rawValue), now \(precision.rawValue)")
        }
        if arithmetic != other.arithmetic { found.append("arithmetic: \(other.arithmetic), now \(arithmetic)") }
        for name in Set(files.keys).union(other.files.keys).sorted() where files[name] != other.files[name] {
            found.append(
                "\(name): \(other.files[name] == nil ? "is new" : files[name] == nil ? "is gone" : "has changed")")
        }
        let (now, before) = (try settings(recipe), try settings(other.recipe))
        for name in Set(now.keys).union(before.keys).sorted() where now[name] != before[name] {
            found.append("\(name): \(before[name] ?? "not set"), now \(now[name] ?? "not set")")
        }
        return found
    }

    /// The settings of a recipe as texts by name.
    private func settings(_ recipe: TrainingRecipe) throws -> [String: String] {
        let content = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(recipe))
        return (content.objectValue ?? [:]).mapValues(\.excerpt)
    }
}
