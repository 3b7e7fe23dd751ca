import InputOutput

/// The entry of a checkpoint's index that describes the checkpoint as a whole, `BundleHeaderProto`.
struct BundleHeader {
    /// The format version supported by this reader.
    private static let formatVersion = 1
    private static let maximumShardCount = 1_000_000

    /// The number of files that contain elements.
    let shardCount: Int

    /// - Parameters:
    ///   - message: The bytes of the entry.
    ///   - path: The path of the index, for messages.
    init(_ message: UnsafeRawBufferPointer, path: String) throws {
        var shardCount = 0
        var isBigEndian = false
        var oldestReader = 0
        var refusedReaders: [Int] = []
        do {
            var reader = ProtocolBuffersReader(message)
            while let field = try reader.next() {
                switch field.number {
                case 1: shardCount = try field.int32()
                case 2: isBigEndian = try field.int32() != 0
                case 3: try Self.readVersion(field, &oldestReader, &refusedReaders)
                default: break
                }
            }
        } catch let error as MalformedBytes {
            throw FledgeError(
                .data, at: path, "the header of the checkpoint is damaged: \(error.problem)",
                found: "byte \(error.offset) of the entry")
        }
        guard !isBigEndian else {
            throw FledgeError(
                .data, at: path, "the checkpoint comes from a big-endian machine", expected: "little-endian elements",
                advice: "load it with TensorFlow on a little-endian machine and save it again")
        }
        guard oldestReader <= Self.formatVersion, !refusedReaders.contains(Self.formatVersion) else {
            throw FledgeError(
                .data, at: path, "the checkpoint is in a newer version of the format",
                expected: "one for readers of version \(Self.formatVersion)",
                advice: "load it with TensorFlow in Python and save it in safetensors")
        }
        guard (1...Self.maximumShardCount).contains(shardCount) else {
            throw FledgeError(
                .data, at: path, "the number of the checkpoint's shards is out of range",
                expected: "1 to \(Self.maximumShardCount)", found: "\(shardCount)")
        }
        self.shardCount = shardCount
    }

    /// Reads a `VersionDef`: the oldest reader version that can read the file, and the versions that cannot.
    private static func readVersion(
        _ field: ProtocolBuffersReader.Field, _ oldestReader: inout Int, _ refusedReaders: inout [Int]
    ) throws {
        try field.forEachField { field in
            switch (field.number, field.value) {
            case (2, _): oldestReader = try field.int32()
            case (3, .bytes(let packed)):
                var cursor = ByteCursor(packed)
                while !cursor.isAtEnd { refusedReaders.append(Int(clamping: try cursor.variableLengthInteger())) }
            case (3, _): refusedReaders.append(try field.int32())
            default: break
            }
        }
    }
}
