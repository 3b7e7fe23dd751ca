import InputOutput

/// The validated header of a safetensors file.
///
/// The file consists of eight bytes with the header's length (little-endian), the header in JSON, and the elements of
/// all tensors, which the offsets divide without gaps or overlaps.
/// Source: https://github.com/huggingface/safetensors, section "Format".
struct SafetensorsHeader {
    static let maximumLength: UInt64 = 100_000_000

    /// The tensors in the order of their elements in the file.
    let entries: [TensorEntry]
    /// The free-text entries of `__metadata__`.
    let metadata: [String: String]

    /// - Parameters:
    ///   - file: All bytes of the file.
    ///   - path: The file's path, for messages.
    init(file: UnsafeRawBufferPointer, path: String) throws {
        let bytes = try Self.headerBytes(of: file, path: path)
        let dataStart = bytes.endIndex
        var reader = JSONReader(UnsafeRawBufferPointer(rebasing: bytes))
        var entries: [TensorEntry] = []
        var metadata: [String: String] = [:]
        var names: Set<String> = []
        do {
            try reader.readObject { name, reader in
                guard names.insert(name).inserted else {
                    throw FledgeError(.data, at: path, "the header has two entries of one name", found: name)
                }
                if name == "__metadata__" {
                    metadata = try Self.readMetadata(&reader, path: path)
                } else {
                    let entry = try TensorHeaderEntry(named: name, from: &reader, path: path)
                    entries.append(try entry.checked(dataStart: dataStart))
                }
            }
            try reader.expectEnd()
        } catch let error as JSONSyntaxError {
            throw FledgeError(
                .data, at: path, "the header is not valid JSON", expected: error.expected,
                found: "\(error.found) at byte \(error.offset + 8) of the file")
        }
        // Sorting by end too puts an empty tensor before the one that begins at the same offset.
        entries.sort {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        try Self.checkTiling(entries, dataStart: dataStart, fileSize: file.count, path: path)
        self.entries = entries
        self.metadata = metadata
    }

    /// The header's bytes, from its `{` to the last byte before the elements.
    private static func headerBytes(
        of file: UnsafeRawBufferPointer, path: String
    ) throws -> Slice<UnsafeRawBufferPointer> {
        guard file.count >= 8 else {
            throw FledgeError(
                .data, at: path, "the file is too short for a safetensors file",
                expected: "at least 8 bytes", found: "\(file.count) bytes")
        }
        guard !file.starts(with: "version https://git-lfs".utf8) else {
            throw FledgeError(
                .data, at: path, "the file is a pointer of Git LFS", expected: "a safetensors file",
                advice: "fetch the content with git lfs pull")
        }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard length <= maximumLength else {
            throw FledgeError(
                .data, at: path, "the file is not a safetensors file: the length of its header is out of range",
                expected: "at most \(maximumLength) bytes", found: "\(length) bytes in a file of \(file.count) bytes")
        }
        let end = 8 + Int(length)
        guard end <= file.count else {
            throw FledgeError(
                .data, at: path, "the file is truncated: it ends within its header",
                expected: "a header of \(length) bytes", found: "a file of \(file.count) bytes",
                advice: "copy or download the file again")
        }
        guard length > 0, file[8] == UInt8(ascii: "{") else {
            throw FledgeError(
                .data, at: path, "the header does not start with '{'", expected: "a safetensors file",
                found: length == 0 ? "an empty header" : "the byte \(file[8])")
        }
        return file[8..<end]
    }

    private static func readMetadata(_ reader: inout JSONReader, path: String) throws -> [String: String] {
        guard reader.nextByte() == UInt8(ascii: "{") else {
            let value = try reader.readValue()
            // The format's own library reads null as empty metadata.
            if value == .null { return [:] }
            throw FledgeError(
                .data, at: path, "__metadata__ in the header is not an object", expected: "an object of strings",
                found: value.excerpt)
        }
        var metadata: [String: String] = [:]
        try reader.readObject { key, reader in
            let value = try reader.readValue()
            guard let text = value.stringValue else {
                throw FledgeError(
                    .data, at: path, "a value of __metadata__ in the header is not a string",
                    expected: "a string for \(key)", found: value.excerpt)
            }
            guard metadata.updateValue(text, forKey: key) == nil else {
                throw FledgeError(.data, at: path, "__metadata__ in the header has two values of one name", found: key)
            }
        }
        return metadata
    }

    /// Checks that the tensors, in order, fill the file from `dataStart` to its end.
    private static func checkTiling(
        _ entries: [TensorEntry], dataStart: Int, fileSize: Int, path: String
    ) throws {
        var end = dataStart
        for (index, entry) in entries.enumerated() {
            let place = "\(path): tensor \(entry.name)"
            let start = entry.byteRange.lowerBound
            if start > end {
                throw FledgeError(
                    .data, at: place, "there is a hole before the tensor's elements",
                    expected: "the offset \(end - dataStart)", found: "the offset \(start - dataStart)")
            }
            if start < end {
                throw FledgeError(
                    .data, at: place, "the tensor overlaps tensor \(entries[index - 1].name)",
                    expected: "the offset \(end - dataStart)", found: "the offset \(start - dataStart)")
            }
            end = entry.byteRange.upperBound
        }
        if end > fileSize {
            throw FledgeError(
                .data, at: path, "the file is truncated: it ends within its tensors", expected: "\(end) bytes",
                found: "\(fileSize) bytes", advice: "copy or download the file again")
        }
        if end < fileSize {
            throw FledgeError(
                .data, at: path, "the file goes on after its last tensor", expected: "\(end) bytes",
                found: "\(fileSize) bytes")
        }
    }
}
