import InputOutput

/// Typed access to the members of one object of a file, with errors that name the file and the member.
struct ComponentFields {
    let members: [String: JSONValue]
    /// Where the object stands, for instance `normalizer`; empty for the whole file.
    let name: String
    let path: String

    /// The value of a member; nil where it is absent or null.
    subscript(_ member: String) -> JSONValue? {
        let value = members[member]
        return value == .null ? nil : value
    }

    func fullName(_ member: String) -> String { name.isEmpty ? member : "\(name).\(member)" }

    func string(_ member: String) throws -> String {
        try value(member, "a string", \.stringValue)
    }

    func bool(_ member: String) throws -> Bool {
        try value(member, "true or false", \.booleanValue)
    }

    /// A flag that may be absent.
    func bool(_ member: String, default fallback: Bool) throws -> Bool {
        self[member] == nil ? fallback : try bool(member)
    }

    /// A flag that may be null or absent.
    func optionalBool(_ member: String) throws -> Bool? {
        self[member] == nil ? nil : try bool(member)
    }

    /// A whole number from 0 to 2³¹−1.
    func integer(_ member: String) throws -> Int {
        try value(member, "a whole number") { value in
            value.integerValue.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
        }
    }

    func array(_ member: String) throws -> [JSONValue] {
        try value(member, "an array", \.arrayValue)
    }

    /// The object in a member.
    func fields(_ member: String) throws -> ComponentFields {
        ComponentFields(
            members: try value(member, "an object", \.objectValue), name: fullName(member), path: path)
    }

    /// The objects in the members of an object, in the order of their names.
    func namedFields(_ member: String) throws -> [(name: String, fields: ComponentFields)] {
        let list = try fields(member)
        return try list.members.keys.sorted().map { ($0, try list.fields($0)) }
    }

    /// The objects in an array.
    func listedFields(_ member: String) throws -> [ComponentFields] {
        try array(member).enumerated().map { index, element in
            let name = "\(fullName(member))[\(index)]"
            guard let members = element.objectValue else { throw wrong(name, "an object", found: element) }
            return ComponentFields(members: members, name: name, path: path)
        }
    }

    private func value<Value>(
        _ member: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) throws -> Value {
        guard let found = self[member] else {
            throw FledgeError(.data, at: path, "\(fullName(member)) is missing", expected: expected)
        }
        guard let value = convert(found) else { throw wrong(fullName(member), expected, found: found) }
        return value
    }

    func wrong(_ member: String, _ expected: String) -> FledgeError {
        wrong(fullName(member), expected, found: self[member])
    }

    private func wrong(_ fullName: String, _ expected: String, found: JSONValue?) -> FledgeError {
        FledgeError(
            .data, at: path, "\(fullName) has a wrong value", expected: expected, found: found?.excerpt ?? "nothing")
    }

    /// Checks the type of a component against those that are known.
    func type(known: [String]) throws -> String {
        let type = try string("type")
        guard known.contains(type) else {
            throw FledgeError(
                .data, at: path, "the \(name) type \(JSONValue.quoted(type)) is not known",
                expected: known.joined(separator: ", "), found: type,
                advice: "use a checkpoint with a BERT-style WordPiece tokenizer")
        }
        return type
    }
}
