import Foundation
import TestSupport

/// Makes checkpoints with one or a few faults.
struct TensorFlowMutator {
    private typealias Writer = TensorFlowTableWriter

    /// The storage of the variables in ``checkpoint()``.
    let elements = Data((0..<255).map { UInt8($0) })
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed) }

    private mutating func chance(_ denominator: Int) -> Bool { Int.random(in: 0..<denominator, using: &generator) == 0 }

    /// A number, often at the limits of a type.
    private mutating func number() -> Int64 {
        let edges: [Int64] = [0, 1, -1, 2, 3, 4, 127, 128, 255, 1 << 31, 1 << 32, 1 << 40, .max, .min, -4, 1 << 62]
        return chance(3) ? Int64.random(in: 0...300, using: &generator) : edges.randomElement(using: &generator) ?? 0
    }

    /// Bytes with a few of them changed, omitted, repeated, swapped or added.
    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 1...12, using: &generator))
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[start] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            case 2: bytes.removeSubrange(start..<end)
            case 3: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 4: bytes.replaceSubrange(start..<end, with: Writer.varint(UInt64(bitPattern: number())))
            case 5: bytes.swapAt(start, end - 1)
            default: bytes.removeLast(bytes.count - start)
            }
        }
        return bytes
    }

    /// The index of a checkpoint with a fault in a value, or in the bytes of an entry, a block or the file.
    mutating func checkpoint() -> [UInt8] {
        var variables = variables()
        var header = TensorFlowVariable.header()
        var entryToChange: Int?
        var blockToChange: Writer.Block?
        let fault = Int.random(in: 0..<6, using: &generator)
        switch fault {
        case 0: header = changed(header)
        case 1: change(&variables[Int.random(in: 0..<variables.count, using: &generator)])
        case 2: entryToChange = Int.random(in: 0..<variables.count, using: &generator)
        case 3, 4: blockToChange = [.data, .index, .data].randomElement(using: &generator)
        default: break
        }
        var entries = variables.map(\.entry)
        if let entryToChange { entries[entryToChange].value = changed(entries[entryToChange].value) }
        var mutator = self
        var writer = Writer(
            entriesPerBlock: Int.random(in: 1...8, using: &generator),
            restartInterval: Int.random(in: 1...4, using: &generator), isCompressed: chance(2))
        if let blockToChange {
            let replacement = mutator.compressedRun()
            let isReplaced = mutator.chance(4)
            let alternatives = (0..<8).map { _ in SeededGenerator(mutator.generator.next()) }
            writer.edit = { kind, bytes, type in
                guard kind == blockToChange else { return }
                var mutator = mutator
                mutator.generator = alternatives[bytes.count % alternatives.count]
                if isReplaced { (bytes, type) = (replacement, 1) }
                bytes = mutator.changed(bytes)
                if mutator.chance(10) { type = UInt8.random(in: 0...3, using: &mutator.generator) }
            }
        }
        let file = writer.table([([], header)] + entries)
        return fault == 5 ? changed(file) : file
    }

    private mutating func variables() -> [TensorFlowVariable] {
        let names = [
            "bert/embeddings/word_embeddings", "bert/encoder/layer_0/output/dense/kernel", "bert/pooler/dense/bias",
            "cls/x", "global_step", "output_bias", "w/kernel", "x", "y",
        ]
        var offset: Int64 = 0
        return names.map { name in
            let (type, size): (Int64, Int64) =
                [(1, 4), (19, 2), (14, 2), (2, 8)].randomElement(using: &generator)
                ?? (1, 4)
            let shape: [Int64] = [[], [3], [2, 1], [1, 3], [0, 2]].randomElement(using: &generator) ?? []
            let byteCount = shape.reduce(size, *)
            defer { offset += byteCount }
            let bytes = elements[Int(offset)..<Int(offset + byteCount)]
            return TensorFlowVariable(
                name: name, type: type, shape: shape, offset: offset, byteCount: byteCount,
                check: Writer.maskedCheck(bytes))
        }
    }

    private mutating func change(_ variable: inout TensorFlowVariable) {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: variable.type = number()
        case 1: variable.shape = (0..<Int.random(in: 0...5, using: &generator)).map { _ in number() }
        case 2: variable.shard = number()
        case 3: variable.offset = number()
        case 4: variable.byteCount = number()
        default: variable.name = variables().randomElement(using: &generator)?.name ?? ""
        }
    }

    /// A Snappy stream of literals and copies, not all of which are valid.
    private mutating func compressedRun() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...30, using: &generator) {
            let bits = UInt8.random(in: 0...63, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                let length = Int(bits % 8)
                bytes += [UInt8(length) << 2] + (0...length).map { UInt8($0) }
            case 1: bytes += [(bits & 7) << 2 | 1, bits]
            case 2: bytes += [bits << 2 | 2, bits >> 2, 0]
            default: bytes += [bits << 2 | 3, bits >> 3, 0, 0, 0]
            }
        }
        return Writer.varint(Int.random(in: 0...600, using: &generator)) + bytes
    }
}
