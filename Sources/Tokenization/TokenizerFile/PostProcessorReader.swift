import InputOutput

/// Reads the post-processor of tokenizer.json.
struct PostProcessorReader {
    let vocabulary: Vocabulary
    let addedTokens: [AddedToken]

    private static let known = ["TemplateProcessing", "BertProcessing", "RobertaProcessing"]

    func read(_ root: ComponentFields) throws -> PostProcessor {
        guard root["post_processor"] != nil else { return .none }
        let fields = try root.fields("post_processor")
        switch try fields.type(known: Self.known) {
        case "BertProcessing":
            try fields.requireOnly("type", "sep", "cls")
            return .bert(classID: try token("cls", of: fields), separatorID: try token("sep", of: fields))
        case "RobertaProcessing":
            try fields.requireOnly("type", "sep", "cls", "trim_offsets", "add_prefix_space")
            let keepsFirstBlank = try fields.bool("add_prefix_space")
            return .roberta(
                classID: try token("cls", of: fields), separatorID: try token("sep", of: fields),
                trimming: try fields.bool("trim_offsets") ? OffsetTrimming(keepsFirstBlank: keepsFirstBlank) : nil)
        default: return try template(fields)
        }
    }

    /// Reads `["[CLS]", 101]`.
    private func token(_ member: String, of fields: ComponentFields) throws -> Int32 {
        let pair = try fields.array(member)
        guard pair.count == 2, let name = pair[0].stringValue,
            let id = pair[1].integerValue.flatMap(Int32.init(exactly:))
        else { throw fields.wrong(member, "a token and its id") }
        try check(name, id: id, role: fields.fullName(member), at: fields.place(of: member))
        return id
    }

    /// - Parameter place: The position of the token, which is determined only if there is an error to report.
    private func check(_ token: String, id: Int32, role: String, at place: @autoclosure () -> String) throws {
        guard let own = addedTokens.first(where: { $0.content.hasSameBytes(as: token) })?.id ?? vocabulary.id(of: token)
        else {
            throw SpecialTokenErrors.missing(token, role: role, at: place())
        }
        guard own == id else {
            throw SpecialTokenErrors.wrongID(token, role: role, id: id, vocabularyID: own, at: place())
        }
    }

    // MARK: TemplateProcessing

    private func template(_ fields: ComponentFields) throws -> PostProcessor {
        try fields.requireOnly("type", "single", "pair", "special_tokens")
        var tokens: [String: [Int32]] = [:]
        for (name, token) in try fields.namedFields("special_tokens") { tokens[name] = try specialToken(token) }
        return PostProcessor(
            single: try parts("single", of: fields, tokens: tokens, texts: ["A"]),
            pair: try parts("pair", of: fields, tokens: tokens, texts: ["A", "B"]))
    }

    /// Reads `{"id": …, "ids": […], "tokens": […]}`.
    private func specialToken(_ fields: ComponentFields) throws -> [Int32] {
        try fields.requireOnly("id", "ids", "tokens")
        let names = try fields.array("tokens")
        let ids = try fields.array("ids")
        guard names.count == ids.count else { throw fields.wrong("ids", "as many as tokens") }
        return try zip(names, ids).map { name, id in
            guard let name = name.stringValue else { throw fields.wrong("tokens", "an array of strings") }
            guard let id = id.integerValue.flatMap(Int32.init(exactly:)) else {
                throw fields.wrong("ids", "an array of ids")
            }
            try check(name, id: id, role: fields.name, at: fields.place)
            return id
        }
    }

    private func parts(
        _ member: String, of fields: ComponentFields, tokens: [String: [Int32]], texts: Set<String>
    ) throws -> [PostProcessor.Part] {
        var seen: Set<String> = []
        let parts = try fields.listedFields(member).map { piece in
            try piece.requireOnly("Sequence", "SpecialToken")
            if piece["Sequence"] != nil {
                let sequence = try piece.fields("Sequence")
                try sequence.requireOnly("id", "type_id")
                let id = try sequence.string("id")
                guard texts.contains(id) else { throw sequence.wrong("id", texts.sorted().joined(separator: " or ")) }
                guard seen.insert(id).inserted else {
                    throw FledgeError(
                        .data, at: sequence.place(of: "id"),
                        "\(fields.fullName(member)) names the text \(id) twice, so its encodings could exceed any length limit",
                        expected: "each text once", found: "a second \(id) in \(piece.name)",
                        advice: "save the tokenizer with a template that names each text once")
                }
                let typeID = Int32(try sequence.integer("type_id"))
                return id == "A" ? PostProcessor.Part.first(typeID: typeID) : .second(typeID: typeID)
            }
            let special = try piece.fields("SpecialToken")
            try special.requireOnly("id", "type_id")
            let id = try special.string("id")
            guard let ids = tokens.first(where: { $0.key.hasSameBytes(as: id) })?.value else {
                throw FledgeError(
                    .data, at: special.place(of: "id"),
                    "\(piece.name) names the special token \(JSONValue.quoted(id)), which is not listed",
                    expected: tokens.keys.sorted().joined(separator: ", "), found: id)
            }
            return .special(ids: ids, typeID: Int32(try special.integer("type_id")))
        }
        guard seen == texts else {
            throw FledgeError(
                .data, at: fields.place(of: member), "\(fields.fullName(member)) leaves out a text",
                expected: texts.sorted().joined(separator: " and "), found: seen.sorted().joined(separator: ", "))
        }
        return parts
    }
}
