import Encoders
import Foundation
import TaskHeads
import TensorKernels

extension PreparedTraining {
    /// The approximate size of the output directory in bytes: weights in single precision, or adapters with a head, and
    /// the tokenizer's files.
    var outputBytes: Int {
        var elements = model.parameters.layout.parameterCount
        if let adaptation, settings.recipe.lowRankAdaptation?.isMerged == false {
            let encoder = model.encoder.configuration
            let head = model.parameters.layout.entries.filter { encoder.layer(ofParameter: $0.name) == nil }
            elements = adaptation.adapters.parameters.layout.parameterCount + head.reduce(0) { $0 + $1.count }
        }
        return elements * MemoryLayout<Float>.size + Self.tokenizerBytes(of: settings.model)
    }

    /// The size of the tokenizer's files, which are written again.
    private static func tokenizerBytes(of directory: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix("tokenizer") || $0.hasPrefix("vocab") }.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }
}
