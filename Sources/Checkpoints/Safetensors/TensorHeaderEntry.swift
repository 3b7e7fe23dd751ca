import InputOutput

/// The members of one tensor's object in the header of a safetensors file, read but not yet checked.
struct TensorHeaderEntry {
    private let place: String
    private let name: String
    private var members: [String: JSONValue] = [:]

    /// Reads the object. Members other than `dtype`, `shape` and `data_offsets` are allowed and ignored.
    init(named name: String, from reader: inout JSONReader, path: String) throws {
        let place = "\(path): tensor \(name)"
        guard reader.nextByte() == UInt8(ascii: "{") else {
            throw FledgeError(
                .data, at: place, "the entry in the header is not an object",
                expected: "an object with dtype, shape and data_offsets", found: try reader.readValue().excerpt)
        }
        var members: [String: JSONValue] = [:]
        try reader.readObject { key, reader in
            guard members.updateValue(try reader.readValue(), forKey: key) == nil else {
                throw FledgeError(.data, at: place, "the entry in the header says \(key) twice")
            }
        }
        self.place = place
        self.name = name
        self.members = members
    }

    /// Returns the tensor after checking its type, shape and size against each other.
    ///
    /// - Parameter dataStart: The position that offsets are relative to.
    func checked(dataStart: Int) throws -> TensorEntry {
        let type = try elementType()
        let shape = try sizes("shape", expected: "an array of sizes from 0")
        let offsets = try sizes("data_offsets", expected: "two offsets from 0")
        guard offsets.count == 2 else {
            throw wrong("data_offsets", expected: "two offsets from 0")
        }
        guard offsets[0] <= offsets[1] else {
            throw FledgeError(
                .data, at: place, "the tensor ends before it begins", expected: "the lower offset first",
                found: "[\(offsets[0]), \(offsets[1])]")
        }
        let byteCount = try byteCount(of: type, shape: shape)
        guard offsets[1] - offsets[0] == byteCount else {
            throw FledgeError(
                .data, at: place, "the offsets do not fit the shape",
                expected: "\(byteCount) bytes for \(type.rawValue) \(shape)",
                found: "\(offsets[1] - offsets[0]) bytes from \(offsets[0]) to \(offsets[1])")
        }
        guard !offsets[1].addingReportingOverflow(dataStart).overflow else {
            throw wrong("data_offsets", expected: "offsets within the file")
        }
        return TensorEntry(
            name: name, elementType: type, shape: shape, byteRange: dataStart + offsets[0]..<dataStart + offsets[1])
    }

    private func elementType() throws -> TensorElementType {
        let expected = "one of " + TensorElementType.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = try member("dtype", expected: expected).stringValue else {
            throw wrong("dtype", expected: expected)
        }
        guard let type = TensorElementType(rawValue: text) else {
            throw FledgeError(.data, at: place, "the element type is unknown", expected: expected, found: text)
        }
        return type
    }

    private func sizes(_ key: String, expected: String) throws -> [Int] {
        guard let values = try member(key, expected: expected).arrayValue else { throw wrong(key, expected: expected) }
        return try values.map { value in
            guard case .integer(let size) = value, size >= 0 else { throw wrong(key, expected: expected) }
            return size
        }
    }

    private func byteCount(of type: TensorElementType, shape: [Int]) throws -> Int {
        try (shape + [type.byteCount]).reduce(1) { product, size in
            let (result, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow else {
                throw FledgeError(
                    .data, at: place, "the tensor is larger than memory can be",
                    expected: "at most \(Int.max) bytes", found: "\(type.rawValue) \(shape)")
            }
            return result
        }
    }

    private func member(_ key: String, expected: String) throws -> JSONValue {
        guard let value = members[key] else {
            throw FledgeError(.data, at: place, "the entry in the header has no \(key)", expected: expected)
        }
        return value
    }

    private func wrong(_ key: String, expected: String) -> FledgeError {
        FledgeError(
            .data, at: place, "\(key) in the header is wrong", expected: expected, found: members[key]?.excerpt)
    }
}
