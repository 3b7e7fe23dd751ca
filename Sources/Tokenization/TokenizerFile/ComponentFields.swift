import InputOutput

/// Typed access to the members of one object of a file, with errors that name the file and the member.
struct ComponentFields {
    let value: JSONValue
    /// Where the object stands, for instance `normalizer`; empty for the whole file.
    let name: String
    let path: String

    func fullName(_ member: String) -> String { name.isEmpty ? member : "\(name).\(member)" }

    func string(_ member: String) throws -> String {
        guard case .string(let text) = try required(member, "a string") else { throw wrong(member, "a string") }
        return text
    }

    func bool(_ member: String) throws -> Bool {
        guard case .bool(let flag) = try required(member, "true or false") else {
            throw wrong(member, "true or false")
        }
        return flag
    }

    /// A flag that may be absent.
    func bool(_ member: String, default fallback: Bool) throws -> Bool {
        value[member] == nil ? fallback : try bool(member)
    }

    /// A flag that may be null or absent.
    func optionalBool(_ member: String) throws -> Bool? {
        value[member] == nil ? nil : try bool(member)
    }

    /// A whole number from 0 to 2³¹−1.
    func integer(_ member: String) throws -> Int {
        let expected = "a whole number"
        guard case .number(let number) = try required(member, expected), let integer = Int32(exactly: number),
            integer >= 0
        else { throw wrong(member, expected) }
        return Int(integer)
    }

    func array(_ member: String) throws -> [JSONValue] {
        guard case .array(let elements) = try required(member, "an array") else { throw wrong(member, "an array") }
        return elements
    }

    func members(_ member: String) throws -> [JSONValue.Member] {
        guard case .object(let members) = try required(member, "an object") else { throw wrong(member, "an object") }
        return members
    }

    /// The object in a member.
    func fields(_ member: String) throws -> ComponentFields {
        _ = try members(member)
        return ComponentFields(value: value[member] ?? .null, name: fullName(member), path: path)
    }

    private func required(_ member: String, _ expected: String) throws -> JSONValue {
        guard let found = value[member] else {
            throw FledgeError(.data, at: path, "\(fullName(member)) is missing", expected: expected)
        }
        return found
    }

    func wrong(_ member: String, _ expected: String) -> FledgeError {
        FledgeError(
            .data, at: path, "\(fullName(member)) has a wrong value", expected: expected,
            found: value[member]?.kind ?? "nothing")
    }

    /// Checks the type of a component against those that are known.
    func type(known: [String]) throws -> String {
        let type = try string("type")
        guard known.contains(type) else {
            throw FledgeError(
                .data, at: path, "the \(name) type \(JSONText.quoted(type)) is not known",
                expected: known.joined(separator: ", "), found: type,
                advice: "use a checkpoint with a BERT-style WordPiece tokenizer")
        }
        return type
    }
}
