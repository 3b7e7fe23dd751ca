import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Damaged safetensors files, indices of shards and configurations: whatever they say, they are read as they are or
/// refused with an error, in time and memory that their size justifies.
///
/// The run takes three seconds; `FLEDGE_FUZZ_MINUTES` makes it longer. Case n is made from the seed
/// `FLEDGE_FUZZ_SEED` + n alone, so that a seed that a failure names, set as the first, repeats the failure at once.
/// A file that crashes the reader is left in a directory `fledge-test-…` among the temporary files.
@Suite(.serialized) struct SafetensorsFuzzTests {
    private let directory: TemporaryDirectory
    private let seconds: Double
    private let firstSeed: UInt64

    init() throws {
        directory = try TemporaryDirectory()
        seconds = try Self.number("FLEDGE_FUZZ_MINUTES").map { $0 * 60 / 3 } ?? 1
        firstSeed = try Self.number("FLEDGE_FUZZ_SEED").map { UInt64($0) } ?? 1
    }

    private static func number(_ name: String) throws -> Double? {
        guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return nil }
        guard let number = Double(text), number >= 0, number < 0x1p63 else {
            throw FledgeError(.usage, "\(name) is not a number", expected: "a number from 0", found: text)
        }
        return number
    }

    @Test func damagedFiles() throws {
        try run("model.safetensors", refusedAs: [.data]) { mutator in
            mutator.tensorFile()
        } read: { path, bytes, seed in
            let file = try SafetensorsFile(path: path)
            let headerEnd = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            var end = headerEnd
            #expect(file.allTensors.count == file.tensors.count, "seed \(seed)")
            for tensor in file.allTensors {
                let entry = try #require(file.tensors[tensor.name])
                // One after the other without holes: none is read that is not its own.
                try #require(entry.byteRange.lowerBound == end, "seed \(seed)")
                end = entry.byteRange.upperBound
                try #require(end <= bytes.count, "seed \(seed)")
                #expect(tensor.shape.allSatisfy { $0 >= 0 } && tensor.count == entry.count, "seed \(seed)")
                #expect(tensor.count * tensor.elementType.byteCount == entry.byteRange.count, "seed \(seed)")
                #expect(file.bytes(of: entry).elementsEqual(bytes[entry.byteRange]), "seed \(seed)")
                guard let floats = try floats(of: tensor, in: file), tensor.elementType == .float32 else { continue }
                #expect(floats.withUnsafeBytes { $0.elementsEqual(bytes[entry.byteRange]) }, "seed \(seed)")
            }
            #expect(end == bytes.count, "seed \(seed)")
        }
    }

    @Test func damagedIndices() throws {
        let shards: [[SafetensorsBytes.Tensor]] = [
            [.init("a", [2], [1, 2]), .init("b", [], [3])], [.init("caf\u{E9}", [1, 1], [4])],
            [.init("d", [0, 3], [])],
        ]
        let expected = Dictionary(uniqueKeysWithValues: shards.joined().map { ($0.name, $0) })
        for (name, tensors) in zip(FuzzMutator.shards, shards) {
            try directory.write(name, SafetensorsBytes.file(tensors))
        }
        try directory.write("empty.safetensors", Data())
        try directory.write("folder.safetensors/a", Data())
        let prefix = Array("\(directory.path)/".utf8)
        func isBesideIndex(_ file: String) -> Bool {
            file.utf8.starts(with: prefix) && !file.utf8.dropFirst(prefix.count).contains(UInt8(ascii: "/"))
        }
        var outside: Set<UInt64> = []
        try run("model.safetensors.index.json", refusedAs: [.data, .noInput]) { mutator in
            mutator.index(shards.map { $0.map(\.name) })
        } read: { path, _, seed in
            do {
                let weights = try ShardedWeights(index: path) { file in
                    if !isBesideIndex(file) { outside.insert(seed) }
                    return try SafetensorsFile(path: file)
                }
                for tensor in weights.allTensors {
                    let original = try #require(expected[tensor.name], "seed \(seed)")
                    #expect(tensor.shape == original.shape, "seed \(seed)")
                    #expect(try floats(of: tensor, in: weights) == original.values, "seed \(seed)")
                }
                #expect(Set(weights.allTensors.map(\.name)).count == weights.allTensors.count, "seed \(seed)")
            } catch let error as FledgeError where error.category == .noInput {
                if !isBesideIndex(error.place ?? "") { outside.insert(seed) }
                throw error
            }
        }
        let firstOutside = outside.sorted().prefix(3)
        #expect(firstOutside.isEmpty, "seeds of files that are not beside the index")
    }

    @Test func damagedConfigurations() throws {
        try run("config.json", refusedAs: [.data]) { mutator in
            mutator.configuration()
        } read: { _, _, seed in
            var configuration = try ModelConfiguration(directory: directory.path)
            for key in configuration.values.keys {
                refusesAtMostAsData(seed) { _ = try configuration.integer(key, default: 1) }
                refusesAtMostAsData(seed) { _ = try configuration.number(key, default: 1) }
                refusesAtMostAsData(seed) { _ = try configuration.string(key, default: "") }
                refusesAtMostAsData(seed) { _ = try configuration.boolean(key, default: true) }
            }
            let written = try JSONValue.object(configuration.values).encoded(pretty: true)
            let readAgain = try JSONValue(parsing: written, path: "written")
            #expect(readAgain == .object(configuration.values), "seed \(seed)")
            guard let labels = try configuration.labels else { return }
            #expect(labels.count == configuration.values["id2label"]?.objectValue?.count, "seed \(seed)")
            configuration.setLabels(labels)
            #expect(try configuration.labels == labels, "seed \(seed)")
        }
    }

    /// The elements; nil where they are not floating-point numbers.
    private func floats(of tensor: WeightsTensor, in source: some WeightsSource) throws -> [Float]? {
        var floats = [Float](repeating: 0, count: tensor.count)
        do {
            try floats.withUnsafeMutableBufferPointer { try source.read(tensor.name, into: $0) }
            return floats
        } catch let error as FledgeError where error.problem == "the elements are not floating-point numbers" {
            return nil
        }
    }

    private func refusesAtMostAsData(_ seed: UInt64, _ body: () throws -> Void) {
        do { try body() } catch { #expect((error as? FledgeError)?.category == .data, "seed \(seed)") }
    }

    /// Writes and reads one damaged file after the other.
    private func run(
        _ name: String, refusedAs categories: Set<FledgeError.Category>,
        make: (inout FuzzMutator) -> [UInt8], read: (_ path: String, _ bytes: [UInt8], _ seed: UInt64) throws -> Void
    ) throws {
        let path = try directory.write(name, Data())
        // The same file again and again: a new one would reach the disk each time.
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var (seed, accepted, refused, slowest) = (firstSeed, 0, 0, 0.0)
        let memoryBefore = peakMemory()
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end || accepted == 0 || refused == 0 {
            var mutator = FuzzMutator(seed: seed)
            let bytes = make(&mutator)
            try file.seek(toOffset: 0)
            try file.write(contentsOf: bytes)
            try file.truncate(atOffset: UInt64(bytes.count))
            let begin = threadSeconds()
            do {
                try read(path, bytes, seed)
                accepted += 1
            } catch let error as FledgeError {
                #expect(categories.contains(error.category), "seed \(seed): \(error)")
                #expect(!error.problem.isEmpty && error.description.utf8.count < 4096 + 4 * bytes.count, "seed \(seed)")
                refused += 1
            }
            let duration = threadSeconds() - begin
            #expect(duration < 5, "seed \(seed)")
            slowest = max(slowest, duration)
            seed &+= 1
        }
        let growth = (peakMemory() - memoryBefore) >> 20
        let summary = "\(accepted) read, \(refused) refused, slowest \(Int(slowest * 1000)) ms, \(growth) MiB more"
        print("damaged \(name) from seed \(firstSeed): \(summary)")
        #expect(growth < 512)
    }

    /// The time for which this thread has computed; other work on the machine does not count.
    private func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// The largest resident memory so far, in bytes.
    private func peakMemory() -> Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss << 10
        #endif
    }
}

/// JSON as it is written: members keep their order and their duplicates, and nothing needs to be valid.
private indirect enum WrittenJSON {
    case text([UInt8])
    case array([WrittenJSON])
    /// Names with their quotation marks, and values.
    case object([(name: [UInt8], value: WrittenJSON)])

    init(_ value: JSONValue) {
        switch value {
        case .array(let values): self = .array(values.map { WrittenJSON($0) })
        case .object(let members):
            self = .object(members.sorted { $0.key < $1.key }.map { (Self.quoted($0.key), WrittenJSON($0.value)) })
        case .string(let string): self = .text(Self.quoted(string))
        case .null: self = .text(Array("null".utf8))
        case .bool(let value): self = .text(Array("\(value)".utf8))
        case .integer(let value): self = .text(Array("\(value)".utf8))
        case .number(let value): self = .text(Array("\(value)".utf8))
        }
    }

    static func quoted(_ string: String) -> [UInt8] { Array(JSONValue.quoted(string).utf8) }

    var bytes: [UInt8] {
        switch self {
        case .text(let bytes): bytes
        case .array(let values): Array("[".utf8) + values.map(\.bytes).joined(separator: ",".utf8) + Array("]".utf8)
        case .object(let members):
            Array("{".utf8) + members.map { $0.name + Array(":".utf8) + $0.value.bytes }.joined(separator: ",".utf8)
                + Array("}".utf8)
        }
    }

    /// The number of values, this one and those within it.
    var count: Int {
        switch self {
        case .text: 1
        case .array(let values): values.reduce(1) { $0 + $1.count }
        case .object(let members): members.reduce(1) { $0 + $1.value.count }
        }
    }

    /// Changes the value of a number, counted from this one as 0.
    mutating func change(_ number: Int, _ body: (inout WrittenJSON) -> Void) {
        guard number > 0 else { return body(&self) }
        var rest = number - 1
        switch self {
        case .text: break
        case .array(var values):
            for index in values.indices {
                if rest < values[index].count {
                    values[index].change(rest, body)
                    break
                }
                rest -= values[index].count
            }
            self = .array(values)
        case .object(var members):
            for index in members.indices {
                if rest < members[index].value.count {
                    members[index].value.change(rest, body)
                    break
                }
                rest -= members[index].value.count
            }
            self = .object(members)
        }
    }
}

/// Makes files that are wrong in no way, in one or in a few, the same for the same seed.
private struct FuzzMutator {
    static let shards = ["model-1.safetensors", "model-2.safetensors", "model-3.safetensors"]

    private struct Tensor {
        var name: String
        var type: String
        var shape: [Int]
        var offsets: [Int]
    }

    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed) }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func chance(_ denominator: Int) -> Bool { number(1...denominator) == 1 }
    private mutating func one<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    /// Integers around the limits of their types.
    private static let integers = [
        0, 1, 2, 3, 7, 255, 65_536, 100_000_000, 1 << 31, 1 << 32, 1 << 40, 1 << 61, 1 << 62, (1 << 62) - 1,
        3_037_000_500, .max, .max - 1, .max - 7, .min, -1, -8,
    ]
    private static let names = [
        "", "a", "b", "caf\u{E9}", "cafe\u{301}", "__metadata__", "weight_map", "dtype", "shape", "data_offsets", "0",
        "00", "1", "-1", "id2label", "a\u{0}", "\u{1F600}", "\"\\\n",
    ]
    private static let files =
        shards + [
            "empty.safetensors", "folder.safetensors", "model.safetensors.index.json", ".", "..", "../x", "/x", "a/b",
            "..\u{0}", "../\u{301}x", "..\u{FF0F}x", "~", "MODEL-1.safetensors", String(repeating: "x", count: 300),
        ]
    private static let texts: [[UInt8]] =
        [
            "-0", "00", "01", "+1", "1.", ".5", "1e", "1e0", "1.0", "2E+0", "1e400", "-1e400", "1e-400", "0x10", "-",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
            "18446744073709551615", "18446744073709551616", "9007199254740993", "1.7976931348623159e308", "5e-324",
            "999999999999999999", "1000000000000000000", "true", "false", "null", "tru", "nulll", "NaN", "Infinity",
            "", "[]", "{}", "[[]]", "[1,]", "{\"a\"}", "{\"a\":1,}", "[", "]", "}", ",", ":", "\"", "\"\\\"", "'a'",
            #""\ud800""#, #""\udc00""#, #""\ud83d\ude00""#, #""\ud83d\u0041""#, #""\u00""#, #""\u0000""#, #""\x""#,
            #""\u00e9""#, "\"\n\"", "// a", "\u{FEFF}1", " \t\r\n1 ", String(repeating: "1", count: 2000),
            "0." + String(repeating: "9", count: 2000), "1e" + String(repeating: "9", count: 40),
        ].map { Array($0.utf8) }
        + [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0x80]].map {
            [0x22] + $0 + [0x22]
        }

    mutating func tensorFile() -> [UInt8] {
        var tensors: [Tensor] = []
        var end = 0
        for index in 0..<number(0...6) {
            let type = one(of: TensorElementType.allCases)
            var shape: [Int] = []
            for _ in 0..<number(0...3) { shape.append(number(0...4)) }
            let start = end
            end += shape.reduce(type.byteCount, *)
            tensors.append(Tensor(name: "tensor.\(index)", type: type.rawValue, shape: shape, offsets: [start, end]))
        }
        for _ in 0..<number(0...2) where !tensors.isEmpty { damage(&tensors) }
        if chance(3) { tensors.shuffle(using: &generator) }
        var header = tensors.map { tensor in
            (
                name: WrittenJSON.quoted(tensor.name),
                value: WrittenJSON.object([
                    (WrittenJSON.quoted("dtype"), .text(WrittenJSON.quoted(tensor.type))),
                    (WrittenJSON.quoted("shape"), WrittenJSON(.array(tensor.shape.map { .integer($0) }))),
                    (WrittenJSON.quoted("data_offsets"), WrittenJSON(.array(tensor.offsets.map { .integer($0) }))),
                ])
            )
        }
        if chance(3) {
            let metadata = WrittenJSON(.object(["format": .string("pt"), "": .string("\u{301}")]))
            header.insert((WrittenJSON.quoted("__metadata__"), metadata), at: number(0...header.count))
        }
        let padding = [UInt8](repeating: 0x20, count: chance(3) ? number(1...8) : 0)
        let json = damagedText(.object(header), oneIn: 2) + padding
        if chance(10) { end = max(0, end + number(-9...9)) }
        let elements = (0..<end).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var length = UInt64(json.count)
        if chance(10) {
            length = UInt64(bitPattern: Int64(chance(2) ? json.count + number(-9...9) : one(of: Self.integers)))
        }
        var bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + json + elements
        if chance(10) { damage(&bytes) }
        if chance(20) { bytes.removeLast(number(0...bytes.count)) }
        return bytes
    }

    private mutating func damage(_ tensors: inout [Tensor]) {
        let index = number(0...tensors.count - 1)
        let other = tensors[number(0...tensors.count - 1)]
        switch number(0...10) {
        case 0: tensors[index].offsets[number(0...1)] = one(of: Self.integers)
        case 1: tensors[index].offsets[number(0...1)] &+= one(of: [-8, -4, -1, 1, 4, 8])
        case 2:
            let distance = one(of: [-8, -4, -1, 1, 4, 8, 1 << 40])
            tensors[index].offsets = tensors[index].offsets.map { $0 &+ distance }
        case 3: tensors[index].offsets = other.offsets
        case 4: tensors[index].shape.insert(one(of: Self.integers), at: number(0...tensors[index].shape.count))
        case 5:
            // Sizes whose product is right once it has overflowed, and offsets that agree with it.
            tensors[index].shape = (0..<number(1...4)).map { _ in one(of: Self.integers) }
            let type = TensorElementType(rawValue: tensors[index].type)
            let size = tensors[index].shape.reduce(type?.byteCount ?? 1, &*)
            tensors[index].offsets[1] = tensors[index].offsets[0] &+ size
        case 6: tensors[index].type = one(of: TensorElementType.allCases.map(\.rawValue) + ["", "f32", "F4", "F128"])
        case 7: tensors[index].name = chance(2) ? other.name : one(of: Self.names)
        case 8: tensors.append(other)
        case 9: tensors[index].offsets.append(one(of: Self.integers))
        default:
            let offset = chance(2) ? 0 : one(of: Self.integers)
            for number in 0..<number(1...200) {
                tensors.append(Tensor(name: "empty.\(number)", type: "F32", shape: [0], offsets: [offset, offset]))
            }
        }
    }

    /// The index of shards with these tensors.
    mutating func index(_ tensors: [[String]]) -> [UInt8] {
        var map: [(name: [UInt8], value: WrittenJSON)] = []
        for (file, names) in zip(Self.shards, tensors) {
            for name in names where !chance(20) {
                // A name may be written in either normalisation.
                let name = chance(4) ? name.decomposedStringWithCanonicalMapping : name
                let file = chance(12) ? one(of: Self.files) : file
                map.append((WrittenJSON.quoted(name), .text(WrittenJSON.quoted(file))))
            }
        }
        if chance(2) { map.shuffle(using: &generator) }
        var members = [(name: WrittenJSON.quoted("weight_map"), value: WrittenJSON.object(map))]
        if chance(2) { members.insert((WrittenJSON.quoted("metadata"), .object([])), at: number(0...1)) }
        return damagedText(.object(members), oneIn: 2)
    }

    mutating func configuration() -> [UInt8] {
        var labels: [String: JSONValue] = [:]
        for label in 0..<number(0...12) { labels["\(label)"] = .string(one(of: Self.names)) }
        let values: [String: JSONValue] = [
            "model_type": .string("bert"), "hidden_size": .integer(384), "layer_norm_eps": .number(1e-12),
            "use_cache": .bool(true), "architectures": .array([.string("BertModel")]), "torch_dtype": .null,
            "id2label": .object(labels), "label2id": .object(["a": .integer(0)]),
        ]
        return damagedText(WrittenJSON(.object(values)), oneIn: 1)
    }

    /// The text of a value that is damaged in one of `denominator` cases, and its bytes more rarely.
    private mutating func damagedText(_ json: WrittenJSON, oneIn denominator: Int) -> [UInt8] {
        var json = json
        if chance(denominator) {
            // Repetitions of repetitions would fill the memory of the test itself.
            for _ in 0..<number(1...3) where json.count < 2000 {
                let place = number(0...json.count - 1)
                json.change(place) { damage(&$0) }
            }
        }
        var bytes = json.bytes
        if chance(6) { damage(&bytes) }
        if chance(30) { bytes.removeLast(number(0...bytes.count)) }
        return bytes
    }

    private mutating func damage(_ json: inout WrittenJSON) {
        guard !chance(4) else { return replace(&json) }
        switch json {
        case .text(let text): json = .text(damaged(text))
        case .array(var values):
            let index = number(0...max(0, values.count - 1))
            switch number(0...3) {
            case 0 where !values.isEmpty: values.remove(at: index)
            case 1 where !values.isEmpty: values.append(values[index])
            case 2: values.insert(.text(one(of: Self.texts)), at: index)
            default: values += [WrittenJSON](repeating: .text([0x30]), count: one(of: [1, 2, 100, 5000]))
            }
            json = .array(values)
        case .object(var members):
            guard !members.isEmpty else { return replace(&json) }
            let index = number(0...members.count - 1)
            switch number(0...5) {
            case 0: members.remove(at: index)
            case 1: members.insert(members[index], at: number(0...members.count))
            case 2: members[index].name = damaged(members[index].name)
            case 3: members[index].name = WrittenJSON.quoted(one(of: Self.names))
            case 4: members[index].value = members[number(0...members.count - 1)].value
            default:
                let value = members[number(0...members.count - 1)].value
                for copy in 0..<one(of: [1, 2, 50, 500]) { members.append((WrittenJSON.quoted("copy \(copy)"), value)) }
            }
            json = .object(members)
        }
    }

    private mutating func replace(_ json: inout WrittenJSON) {
        switch number(0...5) {
        case 0, 1: json = .text(one(of: Self.texts))
        case 2: json = .text(Array("\(one(of: Self.integers))".utf8))
        case 3: json = .text(WrittenJSON.quoted(one(of: chance(2) ? Self.files : Self.names)))
        case 4:
            let depth = one(of: [1, 2, 253, 254, 255, 256, 257, 20_000])
            let (open, close) = one(of: [("[", "]"), ("{\"a\":", "}")])
            let opened = Array(String(repeating: open, count: depth).utf8)
            json = .text(opened + json.bytes + Array(String(repeating: close, count: chance(3) ? 0 : depth).utf8))
        default: json = chance(2) ? .array([json]) : .object([(WrittenJSON.quoted(one(of: Self.names)), json)])
        }
    }

    /// A text that is replaced or changed, most often within its quotation marks.
    private mutating func damaged(_ text: [UInt8]) -> [UInt8] {
        guard !chance(3) else { return one(of: Self.texts) }
        var content = text
        guard text.count >= 2, text.first == 0x22, !chance(4) else {
            damage(&content)
            return content
        }
        content = Array(text.dropFirst().dropLast())
        let place = number(0...content.count)
        switch number(0...2) {
        case 0: content.insert(contentsOf: one(of: Self.texts).filter { $0 != 0x22 }, at: place)
        case 1: content.insert(contentsOf: one(of: ["\u{301}", "/", "\\", "\u{0}", "\u{200D}"]).utf8, at: place)
        default: damage(&content)
        }
        return [0x22] + content + [0x22]
    }

    /// Changes, leaves out, repeats, exchanges or adds a few bytes.
    private mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0..<number(1...3) where !bytes.isEmpty {
            let start = number(0...bytes.count - 1)
            let end = min(bytes.count, start + number(1...12))
            switch number(0...6) {
            case 0: bytes[start] ^= 1 << UInt8(number(0...7))
            case 1: bytes[start] = UInt8(number(0...255))
            case 2: bytes[start] = one(of: Array("{}[],:\"\\0-e \n".utf8))
            case 3: bytes.removeSubrange(start..<end)
            case 4: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 5: bytes.replaceSubrange(start..<(chance(2) ? start : end), with: one(of: Self.texts))
            default: bytes.swapAt(start, end - 1)
            }
        }
    }
}
