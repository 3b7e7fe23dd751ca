import Foundation
import InputOutput

/// The weights of a checkpoint in several files, with an index that maps tensors to files.
public final class ShardedWeights: WeightsSource {
    public let path: String
    public let formatName: String
    public let allTensors: [WeightsTensor]

    private let shards: [any WeightsSource]
    /// The index of the shard and the tensor, by the tensor's name.
    private let places: [String: (shard: Int, tensor: WeightsTensor)]

    /// Opens the index, `…​.index.json`, and all shards.
    ///
    /// - Parameter open: Opens one shard.
    /// - Throws: ``FledgeError`` with category `data` if the index is malformed or does not agree with the shards,
    ///   `noInput` if a shard is missing.
    public init(index path: String, open: (String) throws -> any WeightsSource) throws {
        self.path = path
        let files = try Self.weightMap(path)
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var shards: [any WeightsSource] = []
        var places: [String: (shard: Int, tensor: WeightsTensor)] = [:]
        for name in Set(files.values).sorted() {
            let shardPath = "\(directory)/\(name)"
            guard FileManager.default.fileExists(atPath: shardPath) else {
                throw FledgeError(
                    .noInput, at: shardPath, "a file of the checkpoint is missing",
                    expected: "the \(Set(files.values).count) files that \(path) names",
                    advice: "copy or download the checkpoint again")
            }
            let shard = try open(shardPath)
            for tensor in shard.allTensors {
                guard files[tensor.name] == name else {
                    throw FledgeError(
                        .data, at: "\(shardPath): tensor \(tensor.name)",
                        "the tensor is not where the index says that it is",
                        expected: files[tensor.name].map { "in \($0)" } ?? "no such tensor", found: "in \(name)",
                        advice: "the index and the files may be of different checkpoints: copy or download them again")
                }
                places[tensor.name] = (shards.count, tensor)
            }
            shards.append(shard)
        }
        if let lost = files.keys.filter({ places[$0] == nil }).min() {
            throw FledgeError(
                .data, at: "\(directory)/\(files[lost] ?? "")", "the file lacks a tensor that the index says it has",
                expected: "the tensor \(lost)", found: "no such tensor",
                advice: "copy or download the checkpoint again")
        }
        self.shards = shards
        self.places = places
        allTensors = shards.flatMap(\.allTensors)
        formatName = "\(shards.first?.formatName ?? "no weights"), \(shards.count) files"
    }

    public func tensor(named name: String) -> WeightsTensor? { places[name]?.tensor }

    public func mappedFloats(of name: String) -> MappedFloats? {
        places[name].flatMap { shards[$0.shard].mappedFloats(of: name) }
    }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let place = places[name] else {
            throw FledgeError(.data, at: path, "the checkpoint has no tensor \(name)")
        }
        try shards[place.shard].read(name, into: destination)
    }

    /// The file of each tensor, from `weight_map`.
    private static func weightMap(_ path: String) throws -> [String: String] {
        let file = try MappedFile(path: path)
        var files: [String: String] = [:]
        var hasMap = false
        try JSONReader.readDocument(file.bytes, path: path) { reader in
            try reader.readObject { member, reader in
                guard member == "weight_map", reader.nextByte() == UInt8(ascii: "{") else {
                    _ = try reader.readValue()
                    return
                }
                hasMap = true
                try reader.readObject { name, reader in
                    let value = try reader.readValue()
                    guard let shard = value.stringValue, isPlainName(shard) else {
                        throw FledgeError(
                            .data, at: "\(path): tensor \(name)", "the index does not name a file",
                            expected: "the name of a file beside the index", found: value.excerpt)
                    }
                    guard files.updateValue(shard, forKey: name) == nil else {
                        throw FledgeError(
                            .data, at: "\(path): tensor \(name)", "the index names the tensor twice",
                            expected: "every tensor once")
                    }
                }
            }
        }
        guard hasMap else {
            throw FledgeError(
                .data, at: path, "the index has no weight_map", expected: "an object of tensors and their files")
        }
        return files
    }

    private static func isPlainName(_ name: String) -> Bool {
        // By bytes: a slash followed by a combining mark is one Character, but still a slash to the system.
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
}
