/// The members of a JSON object in order, with their values as written.
public struct JSONMembers: Sequence {
    private let members: [(name: String, value: String)]

    /// - Throws: ``FledgeError`` with category `data` if the text is not a single JSON object.
    public init(of text: String) throws {
        var text = text
        members = try text.withUTF8 { characters in
            let bytes = UnsafeRawBufferPointer(characters)
            var members: [(name: String, value: String)] = []
            var reader = JSONReader(bytes)
            // Values are returned as written.
            reader.replacesLoneSurrogates = true
            do {
                try reader.readObject { name, reader in
                    _ = reader.nextByte()
                    let start = reader.position
                    _ = try reader.readValue()
                    members.append((name, String(decoding: bytes[start..<reader.position], as: UTF8.self)))
                }
                try reader.expectEnd()
            } catch let error as JSONSyntaxError {
                throw FledgeError(
                    .data, at: "column \(error.offset + 1)", "this is not a JSON object", expected: error.expected,
                    found: error.found)
            }
            return members
        }
    }

    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> { members.makeIterator() }
}
