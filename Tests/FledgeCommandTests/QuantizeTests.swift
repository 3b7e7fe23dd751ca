import Checkpoints
import Foundation
import TensorKernels
import TestSupport
import Testing

/// `fledge quantize`.
@Suite struct QuantizeTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        let outcome = try workspace.succeed(["quantize", "model", "small"])
        #expect(outcome.text.hasPrefix("small: 12 matrices of integers, "))
        #expect(outcome.text.contains("\non 240 texts: cosine to fp32 "))
    }

    private func embeddings(_ arguments: [String]) throws -> (rows: [String], said: String?) {
        let outcome = try workspace.succeed(["embed"] + arguments, input: "good film\na bad film , and a long one\n")
        return (outcome.lines, outcome.precision)
    }

    @Test func computesWithTheSameIntegers() throws {
        let small = try embeddings(["--model", "small", "--precision", "int8"])
        #expect(small.rows == (try embeddings(["--model", "model", "--precision", "int8"])).rows)
    }

    @Test func isComputedInIntegersWhereThatIsFast() throws {
        let said = try embeddings(["--model", "small"]).said
        #expect((said == "computing in int8: the model is quantized") == Precision.int8.isFast)
    }

    @Test func matricesAreIntegersWithScales() throws {
        let weights = try SafetensorsFile(path: workspace.path("small/fledge-int8.safetensors"))
        let matrices = weights.allTensors.filter { $0.elementType == .int8 }
        #expect(matrices.count == 12)
        #expect(matrices.allSatisfy { $0.name.contains("layer.") && $0.shape.count == 2 })
        let original = try SafetensorsFile(path: workspace.path("model/model.safetensors"))
        #expect(Set(weights.allTensors.map(\.name)) == Set(original.allTensors.map(\.name)))
        for matrix in matrices {
            let (exact, rounded) = (try values(matrix, original), try values(matrix, weights))
            let columns = matrix.shape[1]
            for row in 0..<matrix.shape[0] {
                let range = row * columns..<(row + 1) * columns
                let largest = exact[range].reduce(0) { max($0, abs($1)) }
                #expect(largestDifference(rounded[range], exact[range]) <= largest / 254 * 1.0001)
            }
        }
    }

    private func values(_ tensor: WeightsTensor, _ source: SafetensorsFile) throws -> [Float] {
        try [Float](unsafeUninitializedCapacity: tensor.count) { buffer, count in
            try source.read(tensor.name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<tensor.count]))
            count = tensor.count
        }
    }

    @Test func twiceGivesTheSameFile() throws {
        _ = try workspace.succeed(["quantize", "small", "again"])
        let files = try ["small", "again"].map {
            try Data(contentsOf: URL(fileURLWithPath: workspace.path("\($0)/fledge-int8.safetensors")))
        }
        #expect(files[0] == files[1])
    }

    @Test func becomesNumbersAgain() throws {
        _ = try workspace.succeed(["convert", "small", "large", "--dtype", "fp32"])
        let rows = try embeddings(["--model", "large", "--precision", "int8"]).rows
        #expect(rows == (try embeddings(["--model", "small", "--precision", "int8"])).rows)
        #expect(try !ModelConfiguration(directory: workspace.path("large")).isQuantized)
    }

    /// Other libraries look for these names, and would mistake the integers for the weights.
    @Test func otherLibrariesFindNoWeights() throws {
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: workspace.path("small")))
        let theirs = [
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
            "tf_model.h5", "flax_model.msgpack", "adapter_config.json",
        ]
        #expect(names.isDisjoint(with: theirs))
        #expect(names.contains("config.json"))
    }

    /// Files as earlier versions wrote them.
    @Test func readsIntegersInTheUsualFile() throws {
        let expected = try embeddings(["--model", "small", "--precision", "int8"]).rows
        try FileManager.default.moveItem(
            atPath: workspace.path("small/fledge-int8.safetensors"), toPath: workspace.path("small/model.safetensors"))
        #expect(try embeddings(["--model", "small", "--precision", "int8"]).rows == expected)
    }

    @Test func keepsWhatExists() throws {
        let outcome = try workspace.run(["quantize", "model", "small"])
        #expect(outcome.status == 73)
    }
}
