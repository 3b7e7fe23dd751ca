import TestSupport

/// A file of torch.save that is mutated repeatedly, mostly at its records and operations.
struct PyTorchMutation {
    private(set) var bytes: [UInt8]
    private let others: [[UInt8]]

    init(_ bytes: [UInt8], others: [[UInt8]]) {
        self.bytes = bytes
        self.others = others
    }

    /// Numbers around the limits of their types.
    private static let limits: [UInt64] = [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
        0x4000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]

    /// The operations that a pickle may contain, and some that it may not.
    private static let operations =
        [UInt8]("()]}.NRQbsuaethjqrKMJUXcGIilo021".utf8)
        + [0x80, 0x81, 0x82, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x92, 0x93, 0x94, 0x95]

    mutating func mutate(using generator: inout SeededGenerator) {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: flipBit(using: &generator)
        case 1: replaceByte(with: UInt8.random(in: 0...255, using: &generator), using: &generator)
        case 2, 3, 4:
            let operation = Self.operations[Int.random(in: 0..<Self.operations.count, using: &generator)]
            if Bool.random(using: &generator) {
                replaceByte(with: operation, using: &generator)
            } else {
                insert(operation, using: &generator)
            }
        case 5: replaceInteger(using: &generator)
        case 6, 7: changeRecord(using: &generator)
        case 8: remove(using: &generator)
        case 9: duplicate(using: &generator)
        case 10: splice(using: &generator)
        default: changeArgument(using: &generator)
        }
    }

    /// A position, with a preference for the pickle, which is in the first kilobytes.
    private func place(using generator: inout SeededGenerator) -> Int {
        let limit = Bool.random(using: &generator) ? min(bytes.count, 1500) : bytes.count
        return limit == 0 ? 0 : Int.random(in: 0..<limit, using: &generator)
    }

    private mutating func flipBit(using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        bytes[place(using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    }

    private mutating func replaceByte(with byte: UInt8, using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        bytes[place(using: &generator)] = byte
    }

    private mutating func insert(_ byte: UInt8, using generator: inout SeededGenerator) {
        let count = Bool.random(using: &generator) ? 1 : Int.random(in: 1...300, using: &generator)
        bytes.insert(contentsOf: repeatElement(byte, count: count), at: place(using: &generator))
    }

    private mutating func write(_ value: UInt64, width: Int, at offset: Int) {
        for index in 0..<width where offset + index < bytes.count && offset + index >= 0 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
        }
    }

    private func number(using generator: inout SeededGenerator) -> UInt64 {
        let limit = Self.limits[Int.random(in: 0..<Self.limits.count, using: &generator)]
        let near = UInt64(Int.random(in: 0..<max(bytes.count, 1), using: &generator))
        return [limit, limit &+ 1, near][Int.random(in: 0..<3, using: &generator)]
    }

    private mutating func replaceInteger(using generator: inout SeededGenerator) {
        let width = [1, 2, 4, 8][Int.random(in: 0..<4, using: &generator)]
        write(number(using: &generator), width: width, at: place(using: &generator))
    }

    /// Changes a field of a zip record, or the end of the file if there is no record.
    private mutating func changeRecord(using generator: inout SeededGenerator) {
        let records = bytes.indices.dropLast(4).filter { bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B }
        let record = records.isEmpty ? place(using: &generator) : records.randomElement(using: &generator) ?? 0
        let width = [2, 4, 8][Int.random(in: 0..<3, using: &generator)]
        write(number(using: &generator), width: width, at: record + 2 * Int.random(in: 0..<28, using: &generator))
    }

    /// Changes the numeric argument of an operation.
    private mutating func changeArgument(using generator: inout SeededGenerator) {
        let widths: [UInt8: Int] = [0x4B: 1, 0x4D: 2, 0x4A: 4, 0x58: 4, 0x8C: 1, 0x68: 1, 0x6A: 4, 0x71: 1, 0x72: 4]
        let operations = bytes.indices.prefix(1500).filter { widths[bytes[$0]] != nil }
        guard let operation = operations.randomElement(using: &generator), let width = widths[bytes[operation]] else {
            return
        }
        if width == 1, Bool.random(using: &generator) {
            // An eight-byte number instead of a one-byte one.
            bytes.replaceSubrange(
                operation..<min(operation + 2, bytes.count), with: [0x8A, 8] + [UInt8](repeating: 0, count: 8))
            write(number(using: &generator), width: 8, at: operation + 2)
        } else {
            write(number(using: &generator), width: width, at: operation + 1)
        }
    }

    private func range(using generator: inout SeededGenerator, in bytes: [UInt8]) -> Range<Int> {
        guard !bytes.isEmpty else { return 0..<0 }
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        return start..<min(bytes.count, start + Int.random(in: 1...64, using: &generator))
    }

    private mutating func remove(using generator: inout SeededGenerator) {
        if Int.random(in: 0..<4, using: &generator) == 0 {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
        } else {
            bytes.removeSubrange(range(using: &generator, in: bytes))
        }
    }

    private mutating func duplicate(using generator: inout SeededGenerator) {
        let part = Array(bytes[range(using: &generator, in: bytes)])
        let count = Int.random(in: 1...20, using: &generator)
        bytes.insert(contentsOf: repeatElement(part, count: count).joined(), at: place(using: &generator))
    }

    /// Writes a part of another file over this one, or into it.
    private mutating func splice(using generator: inout SeededGenerator) {
        let other = others[Int.random(in: 0..<others.count, using: &generator)]
        let part = other[range(using: &generator, in: other)]
        let start = place(using: &generator)
        let end = Bool.random(using: &generator) ? min(bytes.count, start + part.count) : start
        bytes.replaceSubrange(start..<end, with: part)
    }
}
