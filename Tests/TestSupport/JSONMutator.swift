/// Makes JSON with zero, one or a few faults, reproducibly for each seed.
public struct JSONMutator: Sendable {
    public var generator: SeededGenerator
    /// Names and strings that mean something to the reader, besides those that are unusual for any reader.
    private let words: [String]

    public init(seed: UInt64, words: [String] = []) {
        generator = SeededGenerator(seed)
        self.words = words + Self.names
    }

    /// Integers around the limits of their types.
    public static let integers = [
        0, 1, 2, 3, 7, 255, 65_536, 100_000_000, 1 << 31, 1 << 32, 1 << 40, 1 << 61, 1 << 62, (1 << 62) - 1,
        3_037_000_500, .max, .max - 1, .max - 7, .min, -1, -8,
    ]
    /// Names that differ in confusing ways as bytes, as numbers or as Swift strings.
    public static let names = [
        "", "a", "b", "caf\u{E9}", "cafe\u{301}", "0", "00", "1", "-1", "a\u{0}", "\u{1F600}", "\"\\\n",
    ]
    private static let texts: [[UInt8]] =
        [
            "-0", "00", "01", "+1", "1.", ".5", "1e", "1e0", "1.0", "2E+0", "1e400", "-1e400", "1e-400", "0x10", "-",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
            "18446744073709551615", "18446744073709551616", "9007199254740993", "1.7976931348623159e308", "5e-324",
            "999999999999999999", "1000000000000000000", "0.99999999999999999", "0.9999999999", "4e38", "1e9", "1e300",
            "true", "false", "null", "tru", "nulll", "NaN", "Infinity",
            "", "[]", "{}", "[[]]", "[1,]", "{\"a\"}", "{\"a\":1,}", "[", "]", "}", ",", ":", "\"", "\"\\\"", "'a'",
            #""\ud800""#, #""\udc00""#, #""\ud83d\ude00""#, #""\ud83d\u0041""#, #""\u00""#, #""\u0000""#, #""\x""#,
            #""\u00e9""#, "\"\n\"", "// a", "\u{FEFF}1", " \t\r\n1 ", String(repeating: "1", count: 2000),
            "0." + String(repeating: "9", count: 2000), "1e" + String(repeating: "9", count: 40),
        ].map { Array($0.utf8) }
        + [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0x80]].map {
            [0x22] + $0 + [0x22]
        }

    /// The text of a value that is damaged in one of `denominator` cases, and its bytes more rarely.
    public mutating func text(of json: WrittenJSON, damagedOnceIn denominator: Int) -> [UInt8] {
        var json = json
        if generator.chance(denominator) {
            // Repetitions of repetitions would fill the test's own memory.
            for _ in 0..<generator.number(1...3) where json.count < 2000 {
                let place = generator.number(0...json.count - 1)
                json.change(place) { damage(&$0) }
            }
        }
        var bytes = json.bytes
        if generator.chance(6) { damage(&bytes) }
        if generator.chance(30) { bytes.removeLast(generator.number(0...bytes.count)) }
        return bytes
    }

    private mutating func damage(_ json: inout WrittenJSON) {
        guard !generator.chance(4) else { return replace(&json) }
        switch json {
        case .text(let text): json = .text(damaged(text))
        case .array(var values):
            let index = generator.number(0...max(0, values.count - 1))
            switch generator.number(0...3) {
            case 0 where !values.isEmpty: values.remove(at: index)
            case 1 where !values.isEmpty: values.append(values[index])
            case 2: values.insert(.text(generator.one(of: Self.texts)), at: index)
            default:
                let count = generator.one(of: [1, 2, 100, 5000])
                values += [WrittenJSON](repeating: .text([0x30]), count: count)
            }
            json = .array(values)
        case .object(var members):
            guard !members.isEmpty else { return replace(&json) }
            let index = generator.number(0...members.count - 1)
            let other = members[generator.number(0...members.count - 1)].value
            switch generator.number(0...5) {
            case 0: members.remove(at: index)
            case 1: members.insert(members[index], at: generator.number(0...members.count))
            case 2: members[index].name = damaged(members[index].name)
            case 3: members[index].name = WrittenJSON.quoted(generator.one(of: words))
            case 4: members[index].value = other
            default:
                for copy in 0..<generator.one(of: [1, 2, 50, 500]) {
                    members.append((WrittenJSON.quoted("copy \(copy)"), other))
                }
            }
            json = .object(members)
        }
    }

    private mutating func replace(_ json: inout WrittenJSON) {
        switch generator.number(0...5) {
        case 0, 1: json = .text(generator.one(of: Self.texts))
        case 2: json = .text(Array("\(generator.one(of: Self.integers))".utf8))
        case 3: json = .text(WrittenJSON.quoted(generator.one(of: words)))
        case 4:
            let depth = generator.one(of: [1, 2, 253, 254, 255, 256, 257, 20_000])
            let (open, close) = generator.one(of: [("[", "]"), ("{\"a\":", "}")])
            let opened = Array(String(repeating: open, count: depth).utf8)
            let closed = String(repeating: close, count: generator.chance(3) ? 0 : depth)
            json = .text(opened + json.bytes + Array(closed.utf8))
        default:
            json =
                generator.chance(2) ? .array([json]) : .object([(WrittenJSON.quoted(generator.one(of: words)), json)])
        }
    }

    /// A text that is replaced or changed, usually within its quotation marks.
    private mutating func damaged(_ text: [UInt8]) -> [UInt8] {
        guard !generator.chance(3) else { return generator.one(of: Self.texts) }
        var content = text
        guard text.count >= 2, text.first == 0x22, !generator.chance(4) else {
            damage(&content)
            return content
        }
        content = Array(text.dropFirst().dropLast())
        let place = generator.number(0...content.count)
        switch generator.number(0...2) {
        case 0: content.insert(contentsOf: generator.one(of: Self.texts).filter { $0 != 0x22 }, at: place)
        case 1:
            let mark = generator.one(of: ["\u{301}", "/", "\\", "\u{0}", "\u{200D}"])
            content.insert(contentsOf: mark.utf8, at: place)
        default: damage(&content)
        }
        return [0x22] + content + [0x22]
    }

    /// Changes, omits, repeats, swaps or adds a few bytes.
    public mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0..<generator.number(1...3) where !bytes.isEmpty {
            let start = generator.number(0...bytes.count - 1)
            let end = min(bytes.count, start + generator.number(1...12))
            switch generator.number(0...6) {
            case 0: bytes[start] ^= 1 << UInt8(generator.number(0...7))
            case 1: bytes[start] = UInt8(generator.number(0...255))
            case 2: bytes[start] = generator.one(of: Array("{}[],:\"\\0-e \n".utf8))
            case 3: bytes.removeSubrange(start..<end)
            case 4: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 5:
                let replaced = start..<(generator.chance(2) ? start : end)
                bytes.replaceSubrange(replaced, with: generator.one(of: Self.texts))
            default: bytes.swapAt(start, end - 1)
            }
        }
    }
}
