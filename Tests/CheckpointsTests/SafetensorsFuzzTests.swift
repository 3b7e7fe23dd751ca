import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Damaged safetensors files, shard indices and configurations (``FuzzRun``).
@Suite(.serialized) struct SafetensorsFuzzTests {
    private let fuzzing: FuzzRun

    init() throws { fuzzing = try FuzzRun(part: 1 / 3) }

    private func check(_ isRight: Bool, _ problem: @autoclosure () -> String) throws {
        try FuzzRun.check(isRight, problem())
    }

    @Test func damagedFiles() throws {
        try fuzzing.run(["model.safetensors"]) { seed in
            var mutator = SafetensorsMutator(seed: seed)
            return [mutator.tensorFile()]
        } read: { damaged in
            let bytes = damaged.bytes
            let file = try SafetensorsFile(path: damaged.path)
            var end = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            try check(file.allTensors.count == file.tensors.count, "tensors of one name")
            for tensor in file.allTensors {
                guard let entry = file.tensors[tensor.name] else { return try check(false, "no \(tensor.name)") }
                // Tensors are contiguous without gaps, so none is read from another one's bytes.
                try check(entry.byteRange.lowerBound == end, "\(tensor.name) begins at \(entry.byteRange.lowerBound)")
                end = entry.byteRange.upperBound
                try check(end <= bytes.count, "\(tensor.name) ends at \(end) of \(bytes.count)")
                try check(tensor.shape.allSatisfy { $0 >= 0 } && tensor.count == entry.count, "the shape \(tensor)")
                try check(tensor.count * tensor.elementType.byteCount == entry.byteRange.count, "the size of \(tensor)")
                try check(file.bytes(of: entry).elementsEqual(bytes[entry.byteRange]), "the bytes of \(tensor)")
                guard let floats = try floats(of: tensor, in: file), tensor.elementType == .float32 else { continue }
                let isSame = floats.withUnsafeBytes { $0.elementsEqual(bytes[entry.byteRange]) }
                try check(isSame, "the elements of \(tensor)")
            }
            try check(end == bytes.count, "the tensors end at \(end) of \(bytes.count)")
        }
    }

    @Test func damagedIndices() throws {
        let shards: [[SafetensorsBytes.Tensor]] = [
            [.init("a", [2], [1, 2]), .init("b", [], [3])], [.init("caf\u{E9}", [1, 1], [4])],
            [.init("d", [0, 3], [])],
        ]
        let expected = Dictionary(uniqueKeysWithValues: shards.joined().map { ($0.name, $0) })
        let directory = fuzzing.directory
        for (name, tensors) in zip(SafetensorsMutator.shards, shards) {
            try directory.write(name, SafetensorsBytes.file(tensors))
        }
        try directory.write("empty.safetensors", Data())
        try directory.write("folder.safetensors/a", Data())
        let prefix = Array("\(directory.path)/".utf8)
        func requireBesideIndex(_ file: String) throws {
            let name = file.utf8.dropFirst(prefix.count)
            let isBeside = file.utf8.starts(with: prefix) && !name.contains(UInt8(ascii: "/"))
            try check(isBeside, "\(file) is not beside the index")
        }
        try fuzzing.run(["model.safetensors.index.json"], refusedAs: [.data, .noInput]) { seed in
            var mutator = SafetensorsMutator(seed: seed)
            return [mutator.index(shards.map { $0.map(\.name) })]
        } read: { damaged in
            do {
                let weights = try ShardedWeights(index: damaged.path) { file in
                    try requireBesideIndex(file)
                    return try SafetensorsFile(path: file)
                }
                for tensor in weights.allTensors {
                    let original = expected[tensor.name]
                    try check(tensor.shape == original?.shape, "the shape of \(tensor)")
                    try check(floats(of: tensor, in: weights) == original?.values, "the elements of \(tensor)")
                }
                let names = Set(weights.allTensors.map(\.name))
                try check(names.count == weights.allTensors.count, "tensors of one name")
            } catch let error as FledgeError where error.category == .noInput {
                try requireBesideIndex(error.place ?? "")
                throw error
            }
        }
    }

    @Test func damagedConfigurations() throws {
        try fuzzing.run(["config.json"]) { seed in
            var mutator = SafetensorsMutator(seed: seed)
            return [mutator.configuration()]
        } read: { _ in
            var configuration = try ModelConfiguration(directory: fuzzing.directory.path)
            for key in configuration.values.keys {
                try refusesAtMostAsData { _ = try configuration.integer(key, default: 1) }
                try refusesAtMostAsData { _ = try configuration.number(key, default: 1) }
                try refusesAtMostAsData { _ = try configuration.string(key, default: "") }
                try refusesAtMostAsData { _ = try configuration.boolean(key, default: true) }
            }
            let written = try JSONValue.object(configuration.values).encoded(pretty: true)
            let readAgain = try JSONValue(parsing: written, path: "written")
            try check(readAgain == .object(configuration.values), "another configuration when written and read again")
            guard let labels = try configuration.labels else { return }
            try check(labels.count == configuration.values["id2label"]?.objectValue?.count, "\(labels)")
            configuration.setLabels(labels)
            try check(configuration.labels == labels, "\(labels)")
        }
    }

    /// The elements; `nil` if they are not floating-point numbers.
    private func floats(of tensor: WeightsTensor, in source: some WeightsSource) throws -> [Float]? {
        var floats = [Float](repeating: 0, count: tensor.count)
        do {
            try floats.withUnsafeMutableBufferPointer { try source.read(tensor.name, into: $0) }
            return floats
        } catch let error as FledgeError where error.problem == "the elements are not floating-point numbers" {
            return nil
        }
    }

    private func refusesAtMostAsData(_ body: () throws -> Void) throws {
        do { try body() } catch { try check((error as? FledgeError)?.category == .data, "\(error)") }
    }
}
