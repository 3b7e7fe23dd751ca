import InputOutput

/// The content of a checkpoint's index: the number of shards and the variables in them.
struct BundleIndex {
    /// The maximum memory of all entries per byte of the file: far more than TensorFlow needs, and little enough that
    /// repetitive entries, which occupy almost no space in the file, cannot fill the memory.
    private static let maximumExpansion = 64
    /// The approximate memory of an entry besides its name.
    private static let entryByteCount = 128
    private static let objectSuffix = "/.ATTRIBUTES/VARIABLE_VALUE"

    /// The number of files that contain elements.
    let shardCount: Int
    /// The variables by name, in byte order of their names, without the pieces of partitioned ones.
    let entries: [(name: String, entry: BundleEntry)]

    /// Reads and checks an index.
    ///
    /// - Parameters:
    ///   - file: All bytes of the file.
    ///   - path: The file's path, for messages.
    init(file: UnsafeRawBufferPointer, path: String) throws {
        var header: BundleHeader?
        var entries: [(name: String, entry: BundleEntry)] = []
        var room = Self.maximumExpansion * file.count
        try LevelDBTable(file: file, path: path).forEachEntry { key, value in
            room -= key.count + value.count + Self.entryByteCount
            guard room >= 0 else {
                throw FledgeError(
                    .data, at: path, "the entries of the index are too many or too long for a file of its size",
                    expected: "at most \(Self.maximumExpansion * file.count) bytes in memory",
                    advice: "load it with TensorFlow in Python and save it in safetensors")
            }
            if header == nil {
                guard key.isEmpty else { throw Self.missingHeader(path) }
                header = try BundleHeader(value, path: path)
            } else if key.first != 0 {
                // A key that begins with a zero byte is a piece of a partitioned variable.
                let name = try Self.name(key, path: path)
                entries.append((name, try Self.entry(value, name: name, path: path)))
            }
        }
        guard let header else { throw Self.missingHeader(path) }
        shardCount = header.shardCount
        self.entries = entries
    }

    private static func missingHeader(_ path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "the index does not begin with the header of a checkpoint",
            expected: "an entry with an empty name", advice: "name the checkpoint of a TensorFlow model")
    }

    private static func name(_ key: [UInt8], path: String) throws -> String {
        let invalidByte = key.withUnsafeBytes { UTF8Validation.firstInvalidByte(in: $0) }
        let name = String(decoding: key, as: UTF8.self)
        guard invalidByte == nil else {
            throw FledgeError(.data, at: path, "a name in the index is not UTF-8", found: name)
        }
        guard !name.hasSuffix(objectSuffix) else {
            throw FledgeError(
                .data, at: path, "the checkpoint was saved from objects of TensorFlow 2 and names no variables",
                expected: "variables such as bert/embeddings/word_embeddings", found: name,
                advice: "load the model in Python with the program that saved it, and save it in safetensors")
        }
        return name
    }

    private static func entry(_ value: UnsafeRawBufferPointer, name: String, path: String) throws -> BundleEntry {
        do {
            return try BundleEntry(value)
        } catch let error as MalformedBytes {
            throw FledgeError(
                .data, at: "\(path): tensor \(name)", "the tensor's entry in the index is damaged: \(error.problem)",
                found: "byte \(error.offset) of the entry")
        }
    }
}
