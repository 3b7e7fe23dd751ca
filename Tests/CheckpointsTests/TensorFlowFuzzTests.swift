import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// TensorFlow checkpoints with random faults, at every level of the format and with correct checksums (``FuzzRun``).
@Suite struct TensorFlowFuzzTests {
    @Test func brokenCheckpoints() throws {
        let folder = Fixtures.path("Checkpoints/TensorFlow")
        let recorded = try ["bert/bert_model.ckpt", "snappy/bert_model.ckpt", "types/types.ckpt"].map { name in
            let index = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).index"))
            let elements = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).data-00000-of-00001"))
            return (index: [UInt8](index), elements: [UInt8](elements))
        }
        let fuzzing = try FuzzRun(seconds: 2)
        try fuzzing.run(["x.index", "x.data-00000-of-00001"], refusedAs: [.data, .noInput]) { seed in
            var mutator = TensorFlowMutator(seed: seed)
            guard seed % 3 == 0 else { return [mutator.checkpoint(), [UInt8](mutator.elements)] }
            let original = recorded[Int(seed / 3) % recorded.count]
            return [mutator.changed(original.index), original.elements]
        } read: { broken in
            let bundle = try TensorFlowBundle(prefix: "\(fuzzing.directory.path)/x")
            var byteCount = 0
            for tensor in bundle.allTensors {
                byteCount += tensor.count * tensor.elementType.byteCount
                let isWithin = tensor.shape.allSatisfy { $0 >= 0 } && byteCount <= broken.contents[1].count
                try FuzzRun.check(isWithin, "\(tensor)")
                var values = [Float](repeating: 0, count: tensor.count)
                do {
                    try values.withUnsafeMutableBufferPointer { try bundle.read(tensor.name, into: $0) }
                } catch let error as FledgeError {
                    // Wrong checksums of elements, and types that are not numeric, appear when a tensor is read.
                    try FuzzRun.check(error.category == .data, "\(error)")
                }
            }
            let names = Set(bundle.allTensors.map(\.name))
            try FuzzRun.check(names.count == bundle.allTensors.count, "tensors of one name")
        }
    }
}
