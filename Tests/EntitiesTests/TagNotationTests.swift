import Entities
import Testing

struct TagNotationTests {
    @Test(
        "labels in any notation are read as tags",
        arguments: [
            ["O", "B-PER", "I-PER"], ["O", "b-per", "i-per"], ["o", "b-per", "i-per"], ["O", "B_PER", "I_PER"],
            ["O", "b_per", "i_per"], ["PER-B", "PER-I", "O"], ["PER_B", "PER_I", "O"], ["O", "B:PER", "I:PER"],
            ["O", "B/PER", "I/PER"], ["O", "B.PER", "I.PER"], ["O", "per-b", "per-i"], ["O", "B PER", "I PER"],
            ["o", "B-PER", "I-PER"],
        ])
    func reads(labels: [String]) {
        let set = TagSet(labels: labels)
        let type = labels.joined().contains("per") ? "per" : "PER"
        let expected: Set = [EntityTag.outside, EntityTag(.beginning, type), EntityTag(.inside, type)]
        #expect(Set(set.tags) == expected)
        #expect(set.labels == labels)
        #expect(set.types == [type])
        #expect(set.scheme == .iob2)
    }

    @Test(
        "tags for ends and single words identify the scheme in any notation",
        arguments: [
            (["O", "b-a", "i-a", "e-a", "s-a"], TagScheme.bioes), (["O", "b-a", "i-a", "l-a", "u-a"], .bilou),
            (["O", "A_B", "A_I", "A_E", "A_S"], .bioes), (["O", "B-A", "M-A", "E-A", "S-A"], .bioes),
            (["O", "B_A", "I_A", "L_A", "U_A"], .bilou), (["O", "i-a"], .iob1),
        ])
    func tellsSchemes(labels: [String], scheme: TagScheme) {
        #expect(TagSet(labels: labels).scheme == scheme)
        #expect(TagSet(labels: labels).types.map { $0.lowercased() } == ["a"])
    }

    @Test(
        "names that look like tags by chance are read as types",
        arguments: [
            ["O", "VITAMIN_B", "VITAMIN_C"], ["O", "HEPATITIS_B"], ["O", "PER", "LOC"], ["LABEL_0", "LABEL_1"],
            ["O", "e_mail", "url"], ["O", "person-artist", "location-gpe"], ["O", "B_cell"], ["O", "B_CELL"],
            ["O", "B_cell", "S_phase"], ["O", "HEPATITIS_B", "VITAMIN_E"], ["B_PER", "B_ORG"],
            ["O", "E_MAIL", "I_PHONE"],
        ])
    func keepsTypes(labels: [String]) {
        #expect(TagNotation(of: labels) == nil)
        #expect(TagSet(labels: labels).types == labels.filter { $0 != "O" })
    }

    @Test(
        "single positions are tags given a usual type, a lowercase o, a rare separator or several capitalized types",
        arguments: [
            (["S_PER", "U_ORG", "O"], [EntityTag(.single, "PER"), EntityTag(.single, "ORG"), .outside]),
            (["B_PER", "O"], [EntityTag(.beginning, "PER"), .outside]),
            (["PER_B", "O"], [EntityTag(.beginning, "PER"), .outside]),
            (["PER-B", "O"], [EntityTag(.beginning, "PER"), .outside]),
            (["B:PER", "O"], [EntityTag(.beginning, "PER"), .outside]),
            (["B|plant", "O"], [EntityTag(.beginning, "plant"), .outside]),
            (["b-per", "o", "b-org"], [EntityTag(.beginning, "per"), .outside, EntityTag(.beginning, "org")]),
            (["b-plant", "o"], [EntityTag(.beginning, "plant"), .outside]),
            (["plant_s", "o"], [EntityTag(.single, "plant"), .outside]),
            (["B_PLANT", "B_ROCK", "O"], [EntityTag(.beginning, "PLANT"), EntityTag(.beginning, "ROCK"), .outside]),
            (["B_Person", "I_City", "O"], [EntityTag(.beginning, "Person"), EntityTag(.inside, "City"), .outside]),
        ])
    func readsSingleWords(labels: [String], tags: [EntityTag]) throws {
        let notation = try #require(TagNotation(of: labels))
        #expect(labels.map(notation.tag) == tags)
    }

    @Test(
        "positions without a type are tags of one type",
        arguments: [
            (["O", "B", "I"], TagScheme.iob2), (["B", "I", "O"], .iob2), (["o", "b", "i"], .iob2), (["O", "I"], .iob1),
            (["O", "B", "I", "E", "S"], .bioes), (["O", "B", "I", "L", "U"], .bilou),
        ])
    func untyped(labels: [String], scheme: TagScheme) {
        let set = TagSet(labels: labels)
        #expect(set.types == ["ENTITY"])
        #expect(set.scheme == scheme)
        #expect(set.tags.filter { $0 == .outside }.count == 1)
        #expect(Set(set.tags).count == labels.count)
    }

    @Test("types keep their own separators") func types() {
        #expect(TagSet(labels: ["O", "b-creative-work", "i-creative-work"]).types == ["creative-work"])
        #expect(TagSet(labels: ["O", "creative_work_B", "creative_work_I"]).types == ["creative_work"])
    }
}
