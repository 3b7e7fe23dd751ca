import InputOutput

/// Typed access to the members of an object in a file, with errors that name the file, the line and the member.
struct ComponentFields {
    let members: [String: JSONValue]
    /// The path of the object, for instance `normalizer`; the root for the whole file.
    let keyPath: JSONKeyPath
    let source: JSONSource

    init(members: [String: JSONValue], keyPath: JSONKeyPath = JSONKeyPath(), source: JSONSource) {
        self.members = members
        self.keyPath = keyPath
        self.source = source
    }

    var path: String { source.path }

    /// The object's name in the file.
    var name: String { keyPath.description }

    /// The file and line of the object.
    var place: String { source.place(of: keyPath) }

    /// The file and line of a member, or of the object if it has no such member.
    func place(of member: String) -> String { source.place(of: keyPath.appending(member)) }

    /// The value of a member; `nil` if it is absent or null.
    subscript(_ member: String) -> JSONValue? {
        let value = members[member]
        return value == .null ? nil : value
    }

    func fullName(_ member: String) -> String { keyPath.appending(member).description }

    func string(_ member: String) throws -> String {
        try value(member, "a string", \.stringValue)
    }

    func bool(_ member: String) throws -> Bool {
        try value(member, "true or false", \.booleanValue)
    }

    /// A Boolean that may be absent.
    func bool(_ member: String, default fallback: Bool) throws -> Bool {
        self[member] == nil ? fallback : try bool(member)
    }

    /// A Boolean that may be null or absent.
    func optionalBool(_ member: String) throws -> Bool? {
        self[member] == nil ? nil : try bool(member)
    }

    /// An integer from 0 to 2³¹−1.
    func integer(_ member: String) throws -> Int {
        try value(member, "a whole number") { value in
            value.integerValue.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
        }
    }

    func array(_ member: String) throws -> [JSONValue] {
        try value(member, "an array", \.arrayValue)
    }

    /// The value of a member that has one of several names.
    func choice<Value>(_ member: String, of choices: [(name: String, value: Value)]) throws -> Value {
        let name = try string(member)
        guard let choice = choices.first(where: { $0.name == name }) else {
            throw wrong(member, choices.map { JSONValue.quoted($0.name) }.joined(separator: ", "))
        }
        return choice.value
    }

    /// The object in a member.
    func fields(_ member: String) throws -> ComponentFields {
        ComponentFields(
            members: try value(member, "an object", \.objectValue), keyPath: keyPath.appending(member), source: source)
    }

    /// The objects in the members of an object, ordered by name.
    func namedFields(_ member: String) throws -> [(name: String, fields: ComponentFields)] {
        let list = try fields(member)
        return try list.members.keys.sorted().map { ($0, try list.fields($0)) }
    }

    /// The objects in an array.
    func listedFields(_ member: String) throws -> [ComponentFields] {
        let list = keyPath.appending(member)
        return try array(member).enumerated().map { index, element in
            let keyPath = list.appending(index)
            guard let members = element.objectValue else { throw wrong(keyPath, "an object", found: element) }
            return ComponentFields(members: members, keyPath: keyPath, source: source)
        }
    }

    private func value<Value>(
        _ member: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) throws -> Value {
        guard let found = self[member] else {
            throw FledgeError(
                .data, at: place(of: member), "\(fullName(member)) is missing", expected: expected)
        }
        guard let value = convert(found) else { throw wrong(member, expected) }
        return value
    }

    func wrong(_ member: String, _ expected: String) -> FledgeError {
        wrong(keyPath.appending(member), expected, found: self[member])
    }

    private func wrong(_ keyPath: JSONKeyPath, _ expected: String, found: JSONValue?) -> FledgeError {
        FledgeError(
            .data, at: source.place(of: keyPath), "\(keyPath) has a wrong value", expected: expected,
            found: found?.excerpt ?? "nothing")
    }
}

// MARK: Components

extension ComponentFields {
    /// Checks the type of a component against the known ones.
    func type(known: [String]) throws -> String {
        guard self["type"] != nil else {
            throw FledgeError(
                .data, at: place, "\(fullName("type")) is missing", expected: known.joined(separator: ", "))
        }
        let type = try string("type")
        guard known.contains(type) else {
            throw FledgeError(
                .data, at: place(of: "type"), "the \(name) type \(JSONValue.quoted(type)) is not known",
                expected: known.joined(separator: ", "), found: type,
                advice: "use a checkpoint with a BERT-style WordPiece tokenizer")
        }
        return type
    }

    /// Checks that an object has no unknown member, whose meaning would be lost.
    func requireOnly(_ known: String...) throws {
        let unknown = members.keys.filter { self[$0] != nil && !known.contains($0) }.min()
        guard let unknown else { return }
        throw FledgeError(
            .data, at: place(of: unknown), "\(fullName(unknown)) is not known", expected: known.joined(separator: ", "),
            found: unknown, advice: "save the tokenizer without it, if it can do without")
    }
}
