import InputOutput

extension TokenizerConfiguration {
    /// Tells whether `added_tokens_decoder` lists the added tokens, in which case older files do not count.
    var listsAddedTokens: Bool { fields["added_tokens_decoder"] != nil }

    /// The tokens of `added_tokens_decoder`, whose keys are ids as strings.
    ///
    /// - Parameter isRole: Tells whether the token with a content has a role, which makes it special.
    func addedTokens(isRole: (String) -> Bool = { _ in false }) throws -> [AddedToken] {
        guard listsAddedTokens else { return [] }
        return try fields.namedFields("added_tokens_decoder").map { name, fields in
            guard let id = Int32(name), id >= 0 else {
                throw FledgeError(
                    .data, at: fields.place, "added_tokens_decoder has a wrong name", expected: "an id", found: name)
            }
            var token = try Self.token(fields, isSpecial: isRole(fields.string("content")))
            token.id = id
            return token
        }
        .sorted { $0.id < $1.id }
    }

    /// A token without a role, and the member that names it.
    struct ExtraToken {
        let token: AddedToken
        let member: String
        /// Tells whether the token has a name, in which case the order of several is unknown.
        var isNamed = false
        let fields: ComponentFields
    }

    /// The tokens without a role: those of `…_token` members that are not roles, of `extra_special_tokens`, and of
    /// `additional_special_tokens`, its older name.
    ///
    /// Their order is that of the reference, except that named tokens are sorted by name.
    func extraTokens() throws -> [ExtraToken] {
        var named: [(name: String, token: ExtraToken)] = []
        var listed: [ExtraToken] = []
        for fields in [fields, specialTokensMap].compactMap(\.self) {
            for member in fields.members.keys.sorted() where member.hasSuffix("_token") && !Self.roles.contains(member)
            {
                guard case .string(let content) = fields[member] else { continue }
                named.append(
                    (
                        member,
                        ExtraToken(token: .init(id: 0, content: content), member: member, isNamed: true, fields: fields)
                    ))
            }
            if case .object(let members) = fields["extra_special_tokens"] {
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    guard let content = value.stringValue ?? value["content"]?.stringValue else {
                        throw fields.wrong("extra_special_tokens", "an object of names and tokens")
                    }
                    let token = ExtraToken(
                        token: .init(id: 0, content: content), member: "extra_special_tokens", isNamed: true,
                        fields: fields)
                    named.append((name, token))
                }
            } else if fields["extra_special_tokens"] != nil {
                listed += try tokens(listedIn: "extra_special_tokens", of: fields)
            }
        }
        if listed.isEmpty {
            for fields in [fields, specialTokensMap].compactMap(\.self) where listed.isEmpty {
                guard fields["additional_special_tokens"] != nil else { continue }
                listed = try tokens(listedIn: "additional_special_tokens", of: fields)
            }
        }
        return named.map(\.token) + listed
    }

    private func tokens(listedIn member: String, of fields: ComponentFields) throws -> [ExtraToken] {
        try fields.array(member).map { value in
            let token: AddedToken
            switch value {
            case .string(let content): token = AddedToken(id: 0, content: content)
            case .object(let members):
                let object = ComponentFields(
                    members: members, keyPath: fields.keyPath.appending(member), source: fields.source)
                // In special_tokens_map.json every token is special, whatever it says.
                token = try Self.token(object, isSpecial: fields.path == specialTokensMap?.path)
            default: throw fields.wrong(member, "an array of tokens")
            }
            return ExtraToken(token: token, member: member, fields: fields)
        }
    }
}
