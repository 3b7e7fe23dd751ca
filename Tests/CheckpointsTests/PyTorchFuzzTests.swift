import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Damaged copies of the recorded files (``FuzzRun``).
@Suite struct PyTorchFuzzTests {
    @Test func damagedFilesDoNoHarm() throws {
        let originals = try PyTorchArchiveTests.fixtures.map {
            try [UInt8](Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Checkpoints/PyTorch/\($0).bin"))))
        }
        try FuzzRun(seconds: 3).run(["pytorch_model.bin"]) { seed in
            var generator = SeededGenerator(seed)
            var mutation = PyTorchMutation(generator.one(of: originals), others: originals)
            for _ in 0..<generator.number(1...4) { mutation.mutate(using: &generator) }
            return [mutation.bytes]
        } read: { damaged in
            try readAll(PyTorchArchive(path: damaged.path))
        }
    }

    /// Reads every tensor that is not larger than a limit.
    private func readAll(_ file: PyTorchArchive) throws {
        for tensor in file.allTensors.prefix(100) {
            try FuzzRun.check(tensor.shape.allSatisfy { $0 >= 0 }, "\(tensor)")
            try FuzzRun.check(tensor.count * tensor.elementType.byteCount <= 64 << 20, "\(tensor)")
            guard tensor.count <= 1 << 20 else { continue }
            var floats = [Float](repeating: 0, count: tensor.count)
            do {
                try floats.withUnsafeMutableBufferPointer { try file.read(tensor.name, into: $0) }
            } catch let error as FledgeError {
                let isExpected = error.problem == "the elements are not floating-point numbers"
                try FuzzRun.check(isExpected, "a tensor that is listed cannot be read: \(error)")
            }
        }
    }
}
