import InputOutput

/// Changes one member of a JSON object and leaves all other bytes unchanged.
enum JSONObjectEditing {
    /// Replaces the value of a member, or appends the member if it is missing.
    ///
    /// - Parameters:
    ///   - value: The new value as JSON.
    ///   - content: One JSON object in UTF-8.
    /// - Throws: `FledgeError` with category `data` if the content is not a JSON object.
    static func setting(_ member: String, to value: String, in content: [UInt8]) throws -> [UInt8] {
        var found: Range<Int>?
        var lastMember: (start: Int, end: Int)?
        try content.withUnsafeBytes { bytes in
            try JSONReader.readDocument(bytes, path: "the JSON object") { reader in
                _ = reader.nextByte()
                var nameStart = reader.position + 1
                try reader.readObject { name, reader in
                    _ = reader.nextByte()
                    let start = reader.position
                    _ = try reader.readValue()
                    if name == member { found = start..<reader.position }
                    lastMember = (nameStart, reader.position)
                    nameStart = reader.position + 1
                }
            }
        }
        var result = content
        if let found {
            result.replaceSubrange(found, with: Array(value.utf8))
            return result
        }
        let text = "\(JSONValue.quoted(member)): \(value)"
        guard let lastMember else { return Array("{\n  \(text)\n}\n".utf8) }
        // The new member gets the same whitespace as the last one.
        let space = content[lastMember.start...].prefix { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        result.insert(contentsOf: [UInt8(ascii: ",")] + space + Array(text.utf8), at: lastMember.end)
        return result
    }
}
