import Datasets
import Foundation
import InputOutput
import TensorKernels

/// Everything that the updates of a run depend on: two runs with equal fingerprints produce the same bits.
struct RunFingerprint: Codable, Equatable {
    /// The version of the checkpoint format; it changes when the meaning of the files does.
    var version = 1
    let recipe: TrainingRecipe
    let precision: Precision
    /// The instruction set of the kernels: others round differently.
    let arithmetic: String
    /// The data files and their contents, by purpose.
    let files: [String: String]

    init(recipe: TrainingRecipe, precision: Precision, files: [String: String]) {
        self.recipe = recipe
        self.precision = precision
        arithmetic = "\(Processor.kernelLevel) over OpenBLAS's \(OpenBLAS.status.core)"
        self.files = files
    }

    /// Describes in words how another run differs.
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

    /// The settings of a recipe as strings, by name.
    private func settings(_ recipe: TrainingRecipe) throws -> [String: String] {
        let content = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(recipe))
        return (content.objectValue ?? [:]).mapValues(\.excerpt)
    }
}
