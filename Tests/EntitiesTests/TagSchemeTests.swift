import Entities
import Testing

struct TagSchemeTests {
    static let written: [(TagScheme, String)] = [
        (.iob1, "I-PER I-PER B-PER I-LOC O I-PER"), (.iob2, "B-PER I-PER B-PER B-LOC O B-PER"),
        (.bioes, "B-PER E-PER S-PER S-LOC O S-PER"), (.bilou, "B-PER L-PER U-PER U-LOC O U-PER"),
    ]
    static let spans = [
        EntitySpan(words: 0..<2, type: "PER"), EntitySpan(words: 2..<3, type: "PER"),
        EntitySpan(words: 3..<4, type: "LOC"), EntitySpan(words: 5..<6, type: "PER"),
    ]

    @Test("each scheme has its own tags for the same entities", arguments: written)
    func writes(scheme: TagScheme, text: String) throws {
        let tags = scheme.tags(for: Self.spans.shuffled(), wordCount: 6)
        #expect(tags.map { $0.written(in: scheme) }.joined(separator: " ") == text)
        let read = try text.split(separator: " ").map { try #require(EntityTag($0)) }
        #expect(read == tags)
        #expect(EntityReading.strict(scheme).spans(of: read) == Self.spans)
        #expect(EntityReading.lenient.spans(of: read) == Self.spans)
        #expect(EntityReading.misplacedCount(in: read, scheme: scheme) == 0)
    }

    @Test(
        "a scheme is detected from its tags",
        arguments: written + [(.iob2, "O O"), (.iob1, "I-PER O"), (.iob2, "I-PER O B-LOC")])
    func isDetected(scheme: TagScheme, text: String) throws {
        let tags = try text.split(separator: " ").map { try #require(EntityTag($0)) }
        #expect(TagScheme.detected(in: [[], tags], usesBILOU: text.contains("U-")) == scheme)
    }

    @Test(
        "invalid tags",
        arguments: ["", "B", "B-", "X-PER", "BPER", "b-PER", "o", "PER", "OO", "B_PER"])
    func refuses(text: String) { #expect(EntityTag(text) == nil) }

    @Test("types may contain hyphens") func keepsHyphens() {
        #expect(EntityTag("B-creative-work") == EntityTag(.beginning, "creative-work"))
    }

    @Test("random entities survive a round trip through every scheme", arguments: TagScheme.allCases)
    func survive(scheme: TagScheme) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var spans: [EntitySpan] = []
            var word = 0
            while word < 20 {
                word += Int.random(in: 0...2, using: &generator)
                let end = word + Int.random(in: 1...3, using: &generator)
                spans.append(EntitySpan(words: word..<end, type: ["A", "B-C"].randomElement(using: &generator) ?? "A"))
                word = end
            }
            let tags = scheme.tags(for: spans, wordCount: word + 1)
            #expect(EntityReading.strict(scheme).spans(of: tags) == spans)
            #expect(EntityReading.lenient.spans(of: tags) == spans)
            #expect(EntityReading.misplacedCount(in: tags, scheme: scheme) == 0)
        }
    }
}

struct EntityReadingTests {
    @Test(
        "the meaning of misplaced tags",
        arguments: [
            ("O I-PER I-PER", TagScheme.iob2, ["1..<3 PER"], [], 1),
            ("I-PER I-PER B-PER", .iob2, ["0..<2 PER", "2..<3 PER"], ["2..<3 PER"], 1),
            ("B-PER I-LOC", .iob2, ["0..<1 PER", "1..<2 LOC"], ["0..<1 PER"], 1),
            ("O B-PER", .iob1, ["1..<2 PER"], [], 1),
            ("B-PER I-PER O", .bioes, ["0..<2 PER"], [], 1),
            ("S-PER E-PER", .bioes, ["0..<1 PER", "1..<2 PER"], ["0..<1 PER"], 1),
            ("B-PER S-PER E-PER", .bioes, ["0..<1 PER", "1..<2 PER", "2..<3 PER"], ["1..<2 PER"], 2),
            ("B-PER E-LOC", .bioes, ["0..<1 PER", "1..<2 LOC"], [], 1),
        ])
    func reads(text: String, scheme: TagScheme, lenient: [String], strict: [String], misplaced: Int) throws {
        let tags = try text.split(separator: " ").map { try #require(EntityTag($0)) }
        func written(_ reading: EntityReading) -> [String] { reading.spans(of: tags).map { "\($0.words) \($0.type)" } }
        #expect(written(.lenient) == lenient)
        #expect(written(.strict(scheme)) == strict)
        #expect(EntityReading.misplacedCount(in: tags, scheme: scheme) == misplaced)
    }
}

struct TagSetTests {
    @Test("a tag set is read from its labels") func labels() {
        let set = TagSet(types: ["LOC", "PER"], scheme: .iob2)
        #expect(set.labels == ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"])
        #expect(TagSet(labels: set.labels, scheme: .iob2) == set)
        // Labels alone do not distinguish IOB1 from IOB2.
        #expect(TagSet(labels: set.labels).isSchemeAssumed)
        #expect(TagSet(labels: set.labels).tags == set.tags)
        #expect(TagSet(labels: ["O", "U-A", "L-A", "B-A", "I-A"]).scheme == .bilou)
        #expect(TagSet(labels: ["O", "PER"]).tags == [.outside, EntityTag(.inside, "PER")])
        #expect(TagSet(labels: ["I-B", "O", "I-A", "B-A"]).types == ["B", "A"])
    }

    @Test("the allowed paths are exactly those that the scheme writes", arguments: TagScheme.allCases)
    func paths(scheme: TagScheme) {
        let set = TagSet(types: ["A", "B"], scheme: scheme)
        let (allowed, starts, ends) = (set.allowedTransitions, set.allowedStarts, set.allowedEnds)
        let count = set.tags.count
        for first in 0..<count {
            for second in 0..<count {
                for third in 0..<count {
                    let tags = [first, second, third].map { set.tags[$0] }
                    let isAllowed =
                        starts[first] && allowed[first][second] && allowed[second][third] && ends[third]
                    let spans = EntityReading.lenient.spans(of: tags)
                    #expect(isAllowed == (scheme.tags(for: spans, wordCount: 3) == tags), "\(tags)")
                }
            }
        }
    }

    @Test(
        "labels with an ambiguous scheme allow any order",
        arguments: [
            (["O", "B-PER", "I-PER"], nil, true), (["O", "b-per", "i-per"], nil, true),
            (["PER_B", "PER_I", "O"], nil, true), (["O", "I-PER"], nil, false), (["O", "B-PER"], nil, false),
            (["O", "B-PER", "I-PER", "E-PER", "S-PER"], nil, false), (["O", "B-PER", "I-PER"], .iob1, false),
            (["O", "B-PER", "I-PER"], .iob2, false),
        ] as [([String], TagScheme?, Bool)])
    func openScheme(labels: [String], scheme: TagScheme?, isAssumed: Bool) {
        let set = TagSet(labels: labels, scheme: scheme)
        #expect(set.isSchemeAssumed == isAssumed)
        if isAssumed {
            #expect((set.allowedTransitions.joined() + set.allowedStarts + set.allowedEnds).allSatisfy { $0 })
        }
        if let scheme { #expect(set.scheme == scheme) }
    }

    @Test(
        "the nearest output stands for a tag that a model does not have",
        arguments: [
            (["O", "I-A"], "B-A", 1), (["O", "I-A"], "S-A", 1), (["O", "B-A", "E-A"], "I-A", 1),
            (["O", "B-A", "I-A"], "S-A", 1), (["O", "B-A", "I-A"], "E-A", 2), (["S-A", "O"], "O", 1),
            (["O", "B-A"], "B-B", nil), (["B-A", "E-A"], "O", nil),
        ] as [([String], String, Int?)])
    func substitutes(labels: [String], tag: String, output: Int?) throws {
        #expect(TagSet(labels: labels).output(for: try #require(EntityTag(tag))) == output)
    }
}
