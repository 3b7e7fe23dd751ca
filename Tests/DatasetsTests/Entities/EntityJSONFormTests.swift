import Datasets
import TestSupport
import Testing

/// JSON files of entities with additional members and in other layouts.
struct EntityJSONFormTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let examples = #"[["Anna ran",{"entities":[[0,4,"PER"]]}],["No",{"entities":[]}]]"#
    static let plain = "1: [PER Anna] ran\n1: No"

    static let annotators: [EntityFileCase] = [
        EntityFileCase("alone", "a.json", #"{"annotations":\#(examples)}"#, plain),
        EntityFileCase("with classes", "a.json", #"{"classes":["PER"],"annotations":\#(examples)}"#, plain),
        EntityFileCase("with classes behind", "a.json", #"{"annotations":\#(examples),"classes":["PER"]}"#, plain),
        EntityFileCase(
            "with other members", "a.json",
            #"{"version":2,"meta":{"by":"x"},"text":"of the file","data":{"text":"y"},"annotations":\#(examples)}"#,
            plain),
        EntityFileCase(
            "null first", "a.json",
            #"{"annotations":[null,["Anna ran",{"entities":[[0,4,"PER"]]}],["No",{"entities":[]}]]}"#,
            plain),
        EntityFileCase("in an array", "a.json", #"[{"annotations":\#(examples)}]"#, plain),
        EntityFileCase("under another name", "a.json", #"{"examples":\#(examples),"names":["x"]}"#, plain),
        EntityFileCase(
            "objects under a name", "a.json",
            #"{"name":"x","data":[{"text":"Anna ran","entities":[[0,4,"PER"]]},{"text":"No","entities":[]}]}"#, plain),
        EntityFileCase(
            "on many lines", "a.json",
            "{\n  \"classes\": [\n    \"PER\"\n  ],\n  \"annotations\": [\n    [\n      \"Anna ran\",\n      {\"entities\": "
                + "[\n [0,\n 4,\n \"PER\"]]}\n    ],\n    null,\n    [\"No\", {\"entities\": []}]\n  ]\n}\n", plain),
    ]

    static let layouts: [EntityFileCase] = [
        EntityFileCase(
            "documents as spaCy 2 trains from", "a.json",
            """
            [{"id": 0, "paragraphs": [{"raw": "Anna ran", "cats": [], "sentences": [
              {"tokens": [{"orth": "Anna", "ner": "U-PER"}, {"orth": "ran", "ner": "O"}], "brackets": []},
              {"tokens": [{"orth": "No", "ner": "-"}]}]}]}]
            """,
            """
            1: [PER Anna] ran
            1 text without annotation was left out
              FILE:1, item 1: a sentence with tokens without tags
            """),
        EntityFileCase(
            "a document without an array", "a.json",
            #"{"paragraphs":[{"sentences":[{"tokens":[{"orth":"Anna","ner":"B-PER"},{"orth":"Bo","ner":"L-PER"}]}]}]}"#,
            "1: [PER Anna Bo]"),
        EntityFileCase(
            "an array of arrays on many lines", "a.json",
            "[\n  [\n    \"Anna ran\",\n    {\n      \"entities\": [\n        [0, 4, \"PER\"]\n      ]\n    }\n  ]\n]\n",
            "2: [PER Anna] ran"),
        EntityFileCase(
            "an array of objects on many lines", "a.json",
            "[\n  {\n    \"text\": \"Anna ran\",\n    \"label\": [\n      [\n        0,\n        4,\n        \"PER\"\n      ]\n    ]\n"
                + "  },\n  {\n    \"text\": \"No\",\n    \"label\": []\n  }\n]\n", "2: [PER Anna] ran\n12: No"),
        EntityFileCase(
            "one example on many lines", "a.json", "[\n  \"Anna ran\",\n  {\"entities\": [[0, 4, \"PER\"]]}\n]\n",
            "1: [PER Anna] ran"),
        EntityFileCase(
            "objects one after the other on many lines", "a.json",
            "{\n  \"text\": \"Anna ran\",\n  \"entities\": [[0, 4, \"PER\"]]\n}\n{\n  \"text\": \"No\",\n  \"entities\": []\n}\n",
            "1: [PER Anna] ran\n5: No"),
        EntityFileCase("a blank line first", "a.json", "\n\n" + #"[{"text":"No","entities":[]}]"#, "3: No"),
    ]

    static let neighbours: [EntityFileCase] =
        [
            ("names of labels", #""labels":["PER","LOC"]"#), ("a label of the whole text", #""label":"news""#),
            ("tags of the whole text", #""tags":["news","sport"]"#), ("ids of tokens", #""tokens":[12,14]"#),
            ("an answer that is none of Prodigy's", #""answer":"yes, she ran""#), ("classes", #""classes":["PER"]"#),
            ("other lists", #""relations":[],"comments":["a"],"meta":{"start":1}"#), ("an empty list", #""spans":[]"#),
            ("accepted", #""answer":"accept","_view_id":"ner_manual""#),
        ].map { name, member in
            EntityFileCase(
                name, "a.jsonl", #"{\#(member),"text":"Anna ran","entities":[[0,4,"PER"]]}"#, "1: [PER Anna] ran")
        } + [
            EntityFileCase(
                "names of labels before annotations", "a.jsonl",
                #"{"text":"Anna ran","labels":["PER"],"annotations":[{"start":0,"end":4,"label":"PER"}]}"#,
                "1: [PER Anna] ran"),
            EntityFileCase(
                "words with tags of the whole text", "a.jsonl",
                #"{"text":"Anna ran","tokens":["Anna","ran"],"tags":["news"],"spans":[[0,4,"PER"]]}"#,
                "1: [PER Anna] ran"),
            EntityFileCase(
                "mentions beside words with tags", "a.jsonl",
                #"{"tokens":["Anna","ran"],"ner_tags":["B-PER","O"],"mentions":[{"text":"Anna","label":[[0,4,"X"]]}]}"#,
                "1: [PER Anna] ran"),
            EntityFileCase(
                "passed over in Prodigy", "a.jsonl",
                #"{"text":"Anna ran","spans":[[0,4,"PER"]],"answer":"ignore"}"# + "\n"
                    + #"{"text":"Bo ran","spans":[[0,2,"PER"]],"answer":"reject"}"# + "\n"
                    + #"{"text":"No","spans":[]}"#,
                """
                3: No
                2 texts without annotation were left out
                  FILE:1: answered with "ignore"
                  FILE:2: answered with "reject"
                """),
        ]

    @Test("exports of annotators for spaCy", arguments: annotators) func readsAnnotators(_ file: EntityFileCase) throws
    {
        #expect(try file.outcome(in: directory) == file.expected)
    }

    @Test("JSON layouts", arguments: layouts) func readsLayouts(_ file: EntityFileCase) throws {
        #expect(try file.outcome(in: directory) == file.expected)
    }

    @Test("additional members", arguments: neighbours) func readsNeighbours(_ file: EntityFileCase) throws {
        #expect(try file.outcome(in: directory) == file.expected)
    }
}
