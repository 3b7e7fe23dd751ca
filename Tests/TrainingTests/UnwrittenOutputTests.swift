import Datasets
import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// A finished run whose output cannot be written.
@Suite struct UnwrittenOutputTests {
    private let tiny: TinyTraining

    init() throws { tiny = try TinyTraining(rows: 24) }

    /// With and without validation, which determines the kept weights, and a task whose output layer is rescaled.
    @Test(arguments: ["plain", "validated", "regression", "adapters", "averaged"])
    func nothingIsLost(way: String) throws {
        var training = tiny.settings
        training.recipe.epochs = 2
        training.recipe.batchSize = 8
        switch way {
        case "validated": training.validation = training.training
        case "regression":
            training.recipe.task = .regression
            let rows = TinyReviews.rows(24).enumerated().map { "\($1.text)\t\($0 % 3 * 100)\n" }
            training.training = LabelledFile(
                path: try tiny.directory.write("numbers.tsv", "text\tlabel\n" + rows.joined()))
        case "adapters":
            training.recipe.lowRankAdaptation = LowRankAdaptation.Settings()
            training.validation = training.training
        case "averaged": training.recipe.averageDecay = 0.9
        default: break
        }
        var reference = training
        reference.output = "\(tiny.directory.path)/reference"
        _ = try reference.run(cache: tiny.cache)

        // Another program creates the output during the last epoch.
        let output = training.output
        let error = #expect(throws: FledgeError.self) {
            try training.run(cache: tiny.cache) { event in
                guard case .epoch(let record) = event, record.epoch == 2 else { return }
                try? FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            }
        }
        #expect(error?.category == .cannotCreate)
        #expect(error?.advice?.contains("the same command with --resume continues from it") == true)
        try FileManager.default.removeItem(atPath: output)
        training.resumption = .unchanged
        var updates = 0
        let summary = try training.run(cache: tiny.cache) { if case .step = $0 { updates += 1 } }
        #expect(updates == 0)
        #expect(summary.ending == .complete)
        for name in ["model.safetensors", "adapter_model.safetensors"] {
            #expect(
                FileManager.default.contents(atPath: "\(output)/\(name)")
                    == FileManager.default.contents(atPath: "\(reference.output)/\(name)"), "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: "\(output).checkpoints"))
    }

    @Test(arguments: [
        (0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (95_400_000, "95.4 MB"), (2_500_000_000, "2.5 GB"),
    ])
    func sizesInWords(bytes: Int, text: String) { #expect(FreeSpace.described(bytes) == text) }

    @Test func roomIsRequired() throws {
        let path = "\(tiny.directory.path)/output"
        #expect(try #require(FreeSpace.bytes(beside: path)) > 0)
        try FreeSpace.require(1000, for: path, "a file")
        let error = #expect(throws: FledgeError.self) { try FreeSpace.require(1 << 60, for: path, "the model") }
        #expect(error?.problem == "the model will not fit on the disk")
        #expect(error?.place == path)
    }
}
