import InputOutput

/// Texts with their ids, stored with a tokenizer's files to detect changes to these.
struct TokenizerProbes: Equatable {
    struct Probe: Equatable {
        var text: String
        var ids: [Int32]
    }

    /// The name of the file in a tokenizer's directory.
    static let fileName = "fledge_tokenizer_probes.json"

    /// Texts with features that tokenizers treat differently.
    static let texts = [
        "The lighthouse keeper counts 1,204 ships.",
        "UPPER lower MiXeD İstanbul ΟΔΟΣ Straße",
        "Crème brûlée, piñata, Ångström, cafe\u{301}, Việt Nam",
        "東京タワーの高さは三百三十三米。",
        "한국어 문장은 띄어 쓴다",
        "Rain 🌧️ then sun ☀, family 👩‍👧‍👦 and flags 🇧🇷",
        "(well-known) \"quotes\" — dashes… a/b & c_d; #tag @name 100% $5",
        "tab\there,\u{200B}no space\u{00AD}, bell\u{7}, no-break\u{00A0}space\u{2028}line",
        "pneumonoultramicroscopicsilicovolcanoconiosis "
            + String(repeating: "ab", count: 48) + " " + String(repeating: "long", count: 30),
        "a mask [MASK] or <mask>, an end [SEP] or </s>, [cls]",
        "don't we'll it's I'm you've they're o'clock isn\u{2019}t",
        "Привет, мир! שלום עולם. مرحبا بالعالم। नमस्ते",
        "",
    ]

    let probes: [Probe]

    /// Encodes the texts.
    init(of tokenizer: Tokenizer) throws {
        probes = try Self.texts.map { Probe(text: $0, ids: try tokenizer.encode($0).ids) }
    }

    // MARK: The file

    /// The content of the file, one probe per line.
    func fileContent() -> String {
        let lines = probes.map { probe in
            ComponentWriter.object([
                "text": JSONValue.quoted(probe.text), "ids": ComponentWriter.array(probe.ids.map { "\($0)" }),
            ])
        }
        return "{\n  \"version\": 1,\n  \"probes\": [\n"
            + lines.map { "    \($0)" }.joined(separator: ",\n") + "\n  ]\n}\n"
    }

    /// Reads the content of the file.
    ///
    /// - Throws: `FledgeError` with category `data` if it is malformed.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        let source = JSONSource(path: path, bytes: bytes)
        let value = try source.read { try $0.readValue() }
        guard let members = value.objectValue else {
            throw FledgeError(
                .data, at: path, "the file holds no JSON object", expected: "an object", found: value.excerpt)
        }
        let root = ComponentFields(members: members, source: source)
        guard try root.integer("version") == 1 else { throw root.wrong("version", "1") }
        probes = try root.listedFields("probes").map { fields in
            let ids = try fields.array("ids").map { $0.integerValue.flatMap(Int32.init(exactly:)) }
            guard !ids.contains(nil) else { throw fields.wrong("ids", "an array of ids") }
            return Probe(text: try fields.string("text"), ids: ids.compactMap { $0 })
        }
        guard !probes.isEmpty else { throw root.wrong("probes", "at least one text and its ids") }
    }

    // MARK: Checking

    /// Checks that a tokenizer still produces the same ids.
    ///
    /// - Parameter path: The file of the probes.
    /// - Throws: `FledgeError` with category `data` that names the first text with other ids.
    func check(_ tokenizer: Tokenizer, path: String) throws {
        for probe in probes {
            let ids = try tokenizer.encode(probe.text).ids
            guard ids != probe.ids else { continue }
            let position = zip(ids, probe.ids).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            let difference = position ?? min(ids.count, probe.ids.count)
            throw FledgeError(
                .data, at: path,
                "the tokenizer makes other ids of \(JSONValue.string(probe.text).excerpt) than the model was trained "
                    + "with, from position \(difference)",
                expected: Self.excerpt(probe.ids, around: difference), found: Self.excerpt(ids, around: difference),
                advice: "the tokenizer's files are not those that the model was trained with: restore them or train "
                    + "again")
        }
    }

    /// The ids around a position, as text.
    private static func excerpt(_ ids: [Int32], around position: Int) -> String {
        let range = max(0, position - 4)..<min(ids.count, position + 8)
        guard !range.isEmpty else { return "no ids" }
        let text = ids[range].map { "\($0)" }.joined(separator: " ")
        return (range.lowerBound > 0 ? "… " : "") + text + (range.upperBound < ids.count ? " …" : "")
    }
}
