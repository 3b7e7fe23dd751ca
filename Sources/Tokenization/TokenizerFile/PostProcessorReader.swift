import InputOutput

/// Reads the post-processor of tokenizer.json.
struct PostProcessorReader {
    let path: String
    let vocabulary: Vocabulary
    let addedTokens: [AddedToken]

    private static let known = ["TemplateProcessing", "BertProcessing", "RobertaProcessing"]

    func read(_ root: ComponentFields) throws -> PostProcessor {
        guard root.value["post_processor"] != nil else { return .none }
        let fields = try root.fields("post_processor")
        switch try fields.type(known: Self.known) {
        case "BertProcessing":
            return .bert(classID: try token("cls", of: fields), separatorID: try token("sep", of: fields))
        case "RobertaProcessing":
            return .roberta(classID: try token("cls", of: fields), separatorID: try token("sep", of: fields))
        default: return try template(fields)
        }
    }

    /// Reads `["[CLS]", 101]`.
    private func token(_ member: String, of fields: ComponentFields) throws -> Int32 {
        let pair = try fields.array(member)
        guard pair.count == 2, case .string(let name) = pair[0], case .number(let number) = pair[1],
            let id = Int32(exactly: number)
        else { throw fields.wrong(member, "a token and its id") }
        try check(name, id: id, role: fields.fullName(member))
        return id
    }

    private func check(_ token: String, id: Int32, role: String) throws {
        guard let own = addedTokens.first(where: { $0.content == token })?.id ?? vocabulary.id(of: token) else {
            throw SpecialTokenErrors.missing(token, role: role, at: path)
        }
        guard own == id else {
            throw SpecialTokenErrors.wrongID(token, role: role, id: id, vocabularyID: own, at: path)
        }
    }

    // MARK: TemplateProcessing

    private func template(_ fields: ComponentFields) throws -> PostProcessor {
        var tokens: [String: [Int32]] = [:]
        for member in try fields.members("special_tokens") {
            tokens[member.name] = try specialToken(
                ComponentFields(value: member.value, name: "post_processor.special_tokens.\(member.name)", path: path))
        }
        return PostProcessor(
            single: try parts("single", of: fields, tokens: tokens, texts: ["A"]),
            pair: try parts("pair", of: fields, tokens: tokens, texts: ["A", "B"]))
    }

    /// Reads `{"id": …, "ids": […], "tokens": […]}`.
    private func specialToken(_ fields: ComponentFields) throws -> [Int32] {
        let names = try fields.array("tokens")
        let ids = try fields.array("ids")
        guard names.count == ids.count else { throw fields.wrong("ids", "as many as tokens") }
        return try zip(names, ids).map { name, id in
            guard case .string(let name) = name else { throw fields.wrong("tokens", "an array of strings") }
            guard case .number(let number) = id, let id = Int32(exactly: number) else {
                throw fields.wrong("ids", "an array of ids")
            }
            try check(name, id: id, role: fields.name)
            return id
        }
    }

    private func parts(
        _ member: String, of fields: ComponentFields, tokens: [String: [Int32]], texts: Set<String>
    ) throws -> [PostProcessor.Part] {
        var seen: Set<String> = []
        let parts = try fields.array(member).enumerated().map { index, value in
            let name = "\(fields.fullName(member))[\(index)]"
            let piece = ComponentFields(value: value, name: name, path: path)
            if value["Sequence"] != nil {
                let sequence = try piece.fields("Sequence")
                let id = try sequence.string("id")
                guard texts.contains(id) else { throw sequence.wrong("id", texts.sorted().joined(separator: " or ")) }
                seen.insert(id)
                let typeID = Int32(try sequence.integer("type_id"))
                return id == "A" ? PostProcessor.Part.first(typeID: typeID) : .second(typeID: typeID)
            }
            let special = try piece.fields("SpecialToken")
            let id = try special.string("id")
            guard let ids = tokens[id] else {
                throw FledgeError(
                    .data, at: path, "\(name) names the special token \(JSONText.quoted(id)), which is not listed",
                    expected: tokens.keys.sorted().joined(separator: ", "), found: id)
            }
            return .special(ids: ids, typeID: Int32(try special.integer("type_id")))
        }
        guard seen == texts else {
            throw FledgeError(
                .data, at: path, "\(fields.fullName(member)) leaves out a text",
                expected: texts.sorted().joined(separator: " and "), found: seen.sorted().joined(separator: ", "))
        }
        return parts
    }
}
