import Checkpoints
import Foundation
import InputOutput
import TestSupport

/// Makes safetensors files, indices and configurations with zero, one or a few faults, reproducibly for each seed.
struct SafetensorsMutator {
    static let shards = ["model-1.safetensors", "model-2.safetensors", "model-3.safetensors"]

    private struct Tensor {
        var name: String
        var type: String
        var shape: [Int]
        var offsets: [Int]
    }

    private var json: JSONMutator

    init(seed: UInt64) { json = JSONMutator(seed: seed, words: Self.names + Self.files) }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { json.generator.number(range) }
    private mutating func chance(_ denominator: Int) -> Bool { json.generator.chance(denominator) }
    private mutating func one<Element>(of elements: [Element]) -> Element { json.generator.one(of: elements) }
    private mutating func integer() -> Int { one(of: JSONMutator.integers) }

    private static let names = [
        "__metadata__", "weight_map", "dtype", "shape", "data_offsets", "id2label", "caf\u{E9}", "cafe\u{301}", "", "0",
    ]
    private static let files =
        shards + [
            "empty.safetensors", "folder.safetensors", "model.safetensors.index.json", ".", "..", "../x", "/x", "a/b",
            "..\u{0}", "../\u{301}x", "..\u{FF0F}x", "~", "MODEL-1.safetensors", String(repeating: "x", count: 300),
        ]

    // MARK: Tensors

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
        if chance(3) { tensors.shuffle(using: &json.generator) }
        let padding = [UInt8](repeating: 0x20, count: chance(3) ? number(1...8) : 0)
        let header = json.text(of: header(tensors), damagedOnceIn: 2) + padding
        if chance(10) { end = max(0, end + number(-9...9)) }
        let elements = (0..<end).map { _ in UInt8.random(in: 0...255, using: &json.generator) }
        var length = UInt64(header.count)
        if chance(10) {
            length = UInt64(bitPattern: Int64(chance(2) ? header.count + number(-9...9) : integer()))
        }
        var bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + header + elements
        if chance(10) { json.damage(&bytes) }
        if chance(20) { bytes.removeLast(number(0...bytes.count)) }
        return bytes
    }

    private mutating func header(_ tensors: [Tensor]) -> WrittenJSON {
        var members = tensors.map { tensor in
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
            members.insert((WrittenJSON.quoted("__metadata__"), metadata), at: number(0...members.count))
        }
        return .object(members)
    }

    private mutating func damage(_ tensors: inout [Tensor]) {
        let index = number(0...tensors.count - 1)
        let other = tensors[number(0...tensors.count - 1)]
        switch number(0...10) {
        case 0: tensors[index].offsets[number(0...1)] = integer()
        case 1: tensors[index].offsets[number(0...1)] &+= one(of: [-8, -4, -1, 1, 4, 8])
        case 2:
            let distance = one(of: [-8, -4, -1, 1, 4, 8, 1 << 40])
            tensors[index].offsets = tensors[index].offsets.map { $0 &+ distance }
        case 3: tensors[index].offsets = other.offsets
        case 4: tensors[index].shape.insert(integer(), at: number(0...tensors[index].shape.count))
        case 5:
            // Sizes whose product is correct after overflow, and offsets that agree with it.
            tensors[index].shape = (0..<number(1...4)).map { _ in integer() }
            let type = TensorElementType(rawValue: tensors[index].type)
            let size = tensors[index].shape.reduce(type?.byteCount ?? 1, &*)
            tensors[index].offsets[1] = tensors[index].offsets[0] &+ size
        case 6: tensors[index].type = one(of: TensorElementType.allCases.map(\.rawValue) + ["", "f32", "F4", "F128"])
        case 7: tensors[index].name = chance(2) ? other.name : one(of: Self.names)
        case 8: tensors.append(other)
        case 9: tensors[index].offsets.append(integer())
        default:
            let offset = chance(2) ? 0 : integer()
            for number in 0..<number(1...200) {
                tensors.append(Tensor(name: "empty.\(number)", type: "F32", shape: [0], offsets: [offset, offset]))
            }
        }
    }

    // MARK: Indices and configurations

    /// The shard index for these tensors.
    mutating func index(_ tensors: [[String]]) -> [UInt8] {
        var map: [(name: [UInt8], value: WrittenJSON)] = []
        for (file, names) in zip(Self.shards, tensors) {
            for name in names where !chance(20) {
                // A name may be written in either normalization form.
                let name = chance(4) ? name.decomposedStringWithCanonicalMapping : name
                let file = chance(12) ? one(of: Self.files) : file
                map.append((WrittenJSON.quoted(name), .text(WrittenJSON.quoted(file))))
            }
        }
        if chance(2) { map.shuffle(using: &json.generator) }
        var members = [(name: WrittenJSON.quoted("weight_map"), value: WrittenJSON.object(map))]
        if chance(2) { members.insert((WrittenJSON.quoted("metadata"), .object([])), at: number(0...1)) }
        return json.text(of: .object(members), damagedOnceIn: 2)
    }

    mutating func configuration() -> [UInt8] {
        var labels: [String: JSONValue] = [:]
        for label in 0..<number(0...12) { labels["\(label)"] = .string(one(of: Self.names)) }
        let values: [String: JSONValue] = [
            "model_type": .string("bert"), "hidden_size": .integer(384), "layer_norm_eps": .number(1e-12),
            "use_cache": .bool(true), "architectures": .array([.string("BertModel")]), "torch_dtype": .null,
            "id2label": .object(labels), "label2id": .object(["a": .integer(0)]),
        ]
        return json.text(of: WrittenJSON(.object(values)), damagedOnceIn: 1)
    }
}
