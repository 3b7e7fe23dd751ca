import Foundation
import InputOutput

/// The files that contain the elements of a checkpoint's tensors.
struct BundleShards {
    /// The files with tensors, by index.
    let files: [Int: MappedFile]
    /// The tensors in file order.
    let tensors: [BundleTensor]

    /// Maps the files and checks that the tensors lie within them without overlapping.
    ///
    /// - Parameters:
    ///   - prefix: The common part of the files' paths.
    ///   - indexPath: The path of the index, for messages.
    init(prefix: String, shardCount: Int, indexPath: String, tensors: some Collection<BundleTensor>) throws {
        // Sorting by end too puts an empty tensor before the one that begins at the same offset.
        let tensors = tensors.sorted {
            ($0.shard, $0.byteRange.lowerBound, $0.byteRange.upperBound, $0.name)
                < ($1.shard, $1.byteRange.lowerBound, $1.byteRange.upperBound, $1.name)
        }
        var files: [Int: MappedFile] = [:]
        var previous: BundleTensor?
        for tensor in tensors {
            if let previous, previous.shard == tensor.shard,
                previous.byteRange.upperBound > tensor.byteRange.lowerBound
            {
                throw FledgeError(
                    .data, at: "\(indexPath): tensor \(tensor.variableName)",
                    "the tensor overlaps tensor \(previous.variableName)",
                    expected: "an offset from \(previous.byteRange.upperBound)",
                    found: "\(tensor.byteRange.lowerBound)")
            }
            let path = prefix + String(format: ".data-%05d-of-%05d", tensor.shard, shardCount)
            let file = try files[tensor.shard] ?? Self.open(path, for: tensor)
            files[tensor.shard] = file
            guard tensor.byteRange.upperBound <= file.bytes.count else {
                throw FledgeError(
                    .data, at: file.path, "the file is truncated: it ends before tensor \(tensor.variableName) does",
                    expected: "at least \(tensor.byteRange.upperBound) bytes", found: "\(file.bytes.count) bytes",
                    advice: "copy or download the file again")
            }
            previous = tensor
        }
        self.files = files
        self.tensors = tensors
    }

    private static func open(_ path: String, for tensor: BundleTensor) throws -> MappedFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw FledgeError(
                .noInput, at: path, "a file of the checkpoint is missing",
                expected: "the file with tensor \(tensor.variableName) beside the index",
                advice: "copy or download it under this name")
        }
        return try MappedFile(path: path)
    }
}
