import Entities
import Testing

struct WordRuleTests {
    static let latin = [
        ("", ""), (" \t\n\u{A0}\u{3000}", ""), ("Anna", "Anna"), ("  to be \n", "to|be"),
        ("Hello, world!", "Hello|,|world|!"), ("(Paris)", "(|Paris|)"), ("\"Paris\".", "\"|Paris|\"|."),
        ("“Łódź”, «Оса»…", "“|Łódź|”|,|«|Оса|»|…"), ("¿Dónde?", "¿|Dónde|?"),
        ("What?! No!!! Well...", "What|?|!|No|!!!|Well|..."), (":-) ;) -- ...", ":-)|;)|--|..."),
        ("Berlin-based AC/DC hold'em", "Berlin-based|AC/DC|hold'em"), ("non- and -born", "non-|and|-born"),
        ("Anna's dogs' James’s IT'S", "Anna|'s|dogs|'|James|’s|IT|'S"), ("'s 've n't I'm", "'s|'ve|n't|I'm"),
        ("'hello' 'tis", "'|hello|'|'|tis"),
        ("the U.S. and p.m., e.g. J. Smith.", "the|U.S.|and|p.m.|,|e.g.|J.|Smith|."),
        ("example.com. 3.5. Inc. Plan 5.", "example.com|.|3.5|.|Inc|.|Plan|5|."),
        ("$5 60% £500, .5 18+ C# 5°C", "$5|60%|£500|,|.5|18+|C#|5°C"),
        ("@anna_ #topic @ # (@bo)", "@anna_|#topic|@|#|(|@bo|)"),
        ("word(s) f(x) x) a[1]", "word(s)|f(x)|x|)|a[1]"),
        ("Berlin—the city–state a--b a...b", "Berlin|—|the|city–state|a|--|b|a|...|b"),
        ("https://a.org/b/. (www.a.org) http://a.b/c?d=e&f", "https://a.org/b/|.|(|www.a.org|)|http://a.b/c?d=e&f"),
        ("Q&amp;A &amp; &quot;yes&quot;. R&D", "Q&amp;A|&amp;|&quot;|yes|&quot;|.|R&D"),
        (":P ;D :-p :x:", ":P|;D|:-p|:|x|:"),
        ("“Anna’s U.S. trip…” (2024)", "“|Anna|’s|U.S.|trip|…|”|(|2024|)"),
        ("Berlin-based @anna paid $5.", "Berlin-based|@anna|paid|$5|."),
        ("*wow* `code` ``x''", "*|wow|*|`|code|`|``|x|''"),
    ]

    static let scripts = [
        ("東京は☀️", "東|京|は|☀️"), ("「東京」、大阪。", "「|東|京|」|、|大|阪|。"), ("ラーメン・カフェ", "ラ|ー|メ|ン|・|カ|フ|ェ"),
        ("iPhone手機2", "iPhone|手|機|2"), ("か\u{3099}葛\u{E0100}", "か\u{3099}|葛\u{E0100}"), ("서울은 좋다.", "서울은|좋다|."),
        ("Москва, Россия!", "Москва|,|Россия|!"), ("Η Αθήνα;", "Η|Αθήνα|;"), ("القاهرة، مصر؟", "القاهرة|،|مصر|؟"),
        ("ירושלים (צה״ל)", "ירושלים|(|צה״ל|)"), ("दिल्ली भारत।", "दिल्ली|भारत|।"), ("Երևան։", "Երևան|։"),
        ("กรุงเทพ ไทย", "กรุงเทพ|ไทย"), ("e\u{301}te\u{301}, n\u{303}", "e\u{301}te\u{301}|,|n\u{303}"),
        ("I❤️you", "I|❤️|you"), ("hi😂😂!", "hi|😂|😂|!"), ("👩‍👩‍👧🇩🇪🇫🇷👍🏽ok", "👩‍👩‍👧|🇩🇪|🇫🇷|👍🏽|ok"), ("\u{FE0F}", "\u{FE0F}"),
        ("\u{200B} \u{FEFF}", ""), ("watch\u{200B}ed", "watch\u{200B}ed"), ("a\u{2028}b\u{85}c", "a|b|c"),
    ]

    @Test("the words of a text", arguments: latin + scripts)
    func words(text: String, expected: String) {
        let bytes = Array(text.utf8)
        let words = WordRule.words(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(words.joined(separator: "|") == expected)
    }

    @Test("words are in ascending order and contain everything visible") func partition() {
        let alphabet = Array("ab.'’\"-—…()@#&;:/wO9 \u{A0}\u{301}\u{200D}\u{FE0F}😂❤🇩東かé،ไ".unicodeScalars)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                scalars.append(alphabet.randomElement(using: &generator) ?? "a")
            }
            let text = String(scalars)
            let words = WordRule.words(in: text)
            let bytes = Array(text.utf8)
            let isAscending = zip(words, words.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
            let isWithin = words.allSatisfy { !$0.isEmpty && $0.upperBound <= bytes.count }
            #expect(isAscending && isWithin, "\(text.debugDescription)")
            var uncovered: [UInt8] = []
            for index in bytes.indices where !words.contains(where: { $0.contains(index) }) {
                uncovered.append(bytes[index])
            }
            let rest = String(decoding: uncovered, as: UTF8.self).unicodeScalars
            #expect(rest.allSatisfy { $0.properties.isWhitespace || $0 == "\u{200D}" }, "\(text.debugDescription)")
            for word in words {
                let part = String(decoding: bytes[word], as: UTF8.self)
                #expect(!part.unicodeScalars.contains { $0.properties.isWhitespace }, "\(text.debugDescription)")
            }
        }
    }
}
