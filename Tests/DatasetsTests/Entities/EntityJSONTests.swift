import Datasets
import Entities
import TestSupport
import Testing

struct EntityJSONTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let plain = "1: [PER Anna] is in [LOC New York]|."
    static let text = #""Anna is in New York.""#

    static let spans: [EntityFileCase] = [
        EntityFileCase(
            "own output", "a.jsonl",
            #"""
            {"text":\#(text),"entities":[{"text":"Anna","type":"PER","score":0.9,"start":0,"end":4},
            """#.replacing("\n", with: "") + #"{"text":"New York","type":"LOC","score":1,"start":11,"end":19}]}"#, plain
        ),
        EntityFileCase(
            "doccano", "a.jsonl", #"{"id":1,"text":\#(text),"label":[[0,4,"PER"],[11,19,"LOC"]]}"# + "\n", plain),
        EntityFileCase(
            "doccano's relations", "a.jsonl",
            #"{"text":\#(text),"entities":[{"id":1,"label":"PER","start_offset":0,"end_offset":4},"#
                + #"{"id":2,"label":"LOC","start_offset":11,"end_offset":19}],"relations":[]}"#, plain),
        EntityFileCase(
            "any order, CRLF, blank lines", "a.jsonl",
            "\u{FEFF}\r\n" + #"{"labels":[[11,19,"LOC"],[0,4," PER "]],"text":\#(text)}"# + "\r\n\r\n",
            plain.replacing("1:", with: "2:")),
        EntityFileCase(
            "an array of objects", "a.json",
            "[\n" + #"{"text":\#(text),"spans":[[0,4,"PER"],[11,19,"LOC"]]},"# + "\n" + #"{"text":"No","spans":[]}]"#,
            plain.replacing("1:", with: "2:") + "\n3: No"),
        EntityFileCase(
            "an object on many lines", "a.json",
            "{\n\"text\":\(text),\n" + #""entities":[{"start":0,"end":4,"label":"PER"},[11,19,"LOC"]]"# + "\n}", plain),
        EntityFileCase(
            "Prodigy", "a.jsonl",
            #"{"text":"Anna's","tokens":[{"text":"Anna's","start":0,"end":6,"id":0}],"#
                + #""spans":[{"start":0,"end":6,"token_start":0,"token_end":0,"label":"PER"}],"answer":"accept"}"#
                + "\n"
                + #"{"text":"No","answer":"reject"}"# + "\n" + #"{"text":"Yes","answer":"accept"}"#,
            """
            1: [PER Anna's]
            3: Yes
            1 text without annotation was left out
              FILE:2: answered with "reject"
            """),
        EntityFileCase(
            "words as strings", "a.jsonl",
            #"{"text":"Anna's  cat","tokens":["Anna's","cat"],"entities":[[0,6,"PER"]]}"#, "1: [PER Anna's] cat"),
        EntityFileCase(
            "words with tags", "a.jsonl",
            #"{"tokens":["Anna","ran"],"ner_tags":["B-PER","O"]}"# + "\n" + #"{"words":["a b"],"tags":["U-LOC"]}"#,
            """
            1: [PER Anna] ran
            2: [LOC a b]
            1 misplaced tag was read leniently
              FILE:1: the tag "O" cannot come after "B-PER" ("ran")
            """),
        EntityFileCase(
            "tags as named numbers", "a.jsonl", #"{"tokens":["Anna","Bo"],"ner_tags":[1,2]}"#, "1: [PER Anna Bo]"
        ) { $0.tagNames = ["O", "B-PER", "I-PER"] },
        EntityFileCase(
            "texts without words", "a.jsonl",
            #"{"text":" ","entities":[]}"# + "\n" + #"{"text":"Hm","entities":[]}"# + "\n" + #"{"words":[],"tags":[]}"#,
            """
            2: Hm
            2 texts without words were left out
              FILE:1
              FILE:3
            """),
    ]

    static let others: [EntityFileCase] = [
        EntityFileCase(
            "spaCy's array", "a.json", #"[[\#(text),{"entities":[[0,4,"PER"],[11,19,"LOC"]]}],["No",{"entities":[]}]]"#,
            plain + "\n1: No"),
        EntityFileCase("spaCy's lines", "a.jsonl", #"[\#(text), {"entities":[[0,4,"PER"],[11,19,"LOC"]]}]"#, plain),
        EntityFileCase(
            "an annotator for spaCy", "a.json",
            #"{"classes":["PER"],"annotations":[[\#(text),{"entities":[[0,4,"PER"],[11,19,"LOC"]]}],null]}"#, plain),
        EntityFileCase(
            "Label Studio", "a.json",
            #"""
            [{"id":1,"data":{"text":\#(text)},"annotations":[
            {"was_cancelled":true,"result":[]},
            {"was_cancelled":false,"result":[
            {"type":"labels","value":{"start":0,"end":4,"text":"Anna","labels":["PER"]}},
            {"type":"choices","value":{"choices":["x"]}},
            {"type":"labels","value":{"start":11,"end":19,"labels":["LOC"]}},
            {"type":"labels","value":{"start":5,"end":7,"labels":[]}}]},
            {"result":[]}]},
            {"id":2,"data":{"body":"No"},"annotations":[{"result":[]}]},
            {"id":3,"data":{"text":"x"},"annotations":[]},
            {"id":4,"data":{"text":"x"},"annotations":[{"was_cancelled":true,"result":[]}]}]
            """#,
            plain + """

                9: No
                2 further annotations of texts were left out
                  FILE:1, item 1: annotation 1 of 3, cancelled
                  FILE:1, item 1: annotation 3 of 3
                2 texts without annotation were left out
                  FILE:10, item 3
                  FILE:11, item 4: all annotations were cancelled
                """),
        EntityFileCase(
            "older Label Studio, HTML", "a.json",
            #"[{"data":{"text":\#(text)},"completions":[{"result":[{"type":"hypertextlabels","value":{"start":"/p[1]","#
                + #""end":"/p[1]","globalOffsets":{"start":0,"end":4},"hypertextlabels":["PER"]}}]}]}]"#,
            plain.replacing("[LOC New York]", with: "New York")),
        EntityFileCase(
            "Label Studio's JSON-MIN", "a.json",
            #"""
            [{"id":7,"text":\#(text),"ner":[{"start":0,"end":4,"text":"Anna","labels":["PER"]},
            {"start":11,"end":19,"text":"New York","labels":["LOC"]}],"annotator":1,"annotation_id":1},
            {"id":7,"text":\#(text),"annotator":2,"annotation_id":2},{"id":8,"text":"No"}]
            """#,
            plain + """

                3: No
                1 further annotation of a text was left out
                  FILE:3, item 2: of task 7
                """),
    ]

    @Test("JSON is read", arguments: spans + others)
    func reads(_ file: EntityFileCase) throws { #expect(try file.outcome(in: directory) == file.expected) }

    @Test("words are given by the file or found in the text") func given() throws {
        let content = #"{"words":["a"],"tags":["B-X"]}"# + "\n" + #"{"text":"b","entities":[]}"#
        let texts = try EntityFileCase("", "a.jsonl", content, "").read(in: directory).texts
        #expect(texts.map(\.hasGivenWords) == [true, false])
    }

    /// The text `😀 Zoë ran`, with the offsets of the name in each unit.
    @Test(
        "offsets have the given unit, or the unit that agrees with the text",
        arguments: [
            (OffsetUnit.scalars, 2, 5, nil), (.utf16, 3, 6, nil), (.bytes, 5, 9, nil), (nil, 2, 5, nil),
            (nil, 2, 5, "Zoë"), (nil, 3, 6, "Zoë"), (nil, 5, 9, "Zoë"),
        ] as [(OffsetUnit?, Int, Int, String?)])
    func units(unit: OffsetUnit?, start: Int, end: Int, text: String?) throws {
        let repeated = text.map { #","text":"\#($0)""# } ?? ""
        let file = EntityFileCase(
            "", "a.jsonl",
            #"{"text":"😀 Zoë ran","entities":[{"start":\#(start),"end":\#(end),"label":"PER"\#(repeated)}]}"#, ""
        ) { $0.offsets = unit }
        #expect(try file.outcome(in: directory) == "1: 😀 [PER Zoë] ran")
    }
}
