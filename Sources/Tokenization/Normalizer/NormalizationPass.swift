/// Applies a ``BertNormalizer`` to UTF-8 in one pass.
///
/// ASCII goes through a table of 128 bytes. Other scalars are cleaned, set apart, decomposed and lower-cased one by
/// one; only marks of a combining class other than 0 wait for their successors, to be put in canonical order.
struct NormalizationPass: Sendable {
    private let settings: BertNormalizer
    private let stripsAccents: Bool
    /// What becomes of each ASCII byte; ``removedMark`` where it is deleted.
    private let asciiResult: [UInt8]
    private static let removedMark: UInt8 = 0xFF

    init(_ settings: BertNormalizer) {
        self.settings = settings
        stripsAccents = settings.stripsAccentsEffectively
        asciiResult = (0..<128).map { (byte: UInt8) in
            if settings.cleansText {
                switch byte {
                case 9, 10, 13: return 32
                case 0..<32, 127: return Self.removedMark
                default: break
                }
            }
            return settings.lowercases && (65...90).contains(byte) ? byte + 32 : byte
        }
    }

    /// Appends the normalised form of valid UTF-8 to `result`.
    func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        result.reserveCapacity(result.count + text.count)
        asciiResult.withUnsafeBufferPointer { ascii in
            var marks = PendingMarks()
            var position = 0
            while position < text.count {
                if text[position] < 0x80 {
                    if !marks.isEmpty {
                        if ascii[Int(text[position])] == Self.removedMark {
                            position += 1
                            continue
                        }
                        flush(&marks, to: &result)
                    }
                    position = appendASCII(text, from: position, to: &result, ascii)
                } else {
                    let (scalar, length) = UTF8Bytes.scalar(in: text, at: position)
                    appendNonASCII(scalar, to: &result, &marks)
                    position += length
                }
            }
            flush(&marks, to: &result)
        }
    }

    /// Appends the results of ASCII bytes up to the first other byte, and returns its position.
    private func appendASCII(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, to result: inout [UInt8],
        _ ascii: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var position = start
        while position < text.count, text[position] < 0x80 {
            let byte = ascii[Int(text[position])]
            if byte != Self.removedMark { result.append(byte) }
            position += 1
        }
        return position
    }

    private func appendNonASCII(_ scalar: UInt32, to result: inout [UInt8], _ marks: inout PendingMarks) {
        if settings.cleansText {
            let traits = ScalarTraits.Table.shared[scalar]
            if traits.contains(.removed) { return }
            if traits.contains(.whitespace) {
                flush(&marks, to: &result)
                result.append(32)
                return
            }
        }
        let isSetApart = settings.separatesChineseCharacters && BertNormalizer.isChinese(scalar)
        if isSetApart {
            flush(&marks, to: &result)
            result.append(32)
        }
        if stripsAccents {
            appendDecomposed(scalar, to: &result, &marks)
        } else {
            appendLowercased(scalar, to: &result)
        }
        if isSetApart {
            flush(&marks, to: &result)
            result.append(32)
        }
    }

    /// Appends the canonical decomposition without nonspacing marks.
    private func appendDecomposed(_ scalar: UInt32, to result: inout [UInt8], _ marks: inout PendingMarks) {
        let mapping = ScalarMapping.shared
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: ScalarMapping.longestResult) { parts in
            guard let base = parts.baseAddress else { return }
            for index in 0..<mapping.decompose(scalar, into: base) {
                let part = UInt32(bitPattern: parts[index])
                let combiningClass = part < 0x80 ? 0 : mapping.combiningClass(of: part)
                // A mark of class 0 keeps others from passing it, even where it is deleted itself.
                if combiningClass == 0 { flush(&marks, to: &result) }
                if ScalarTraits.Table.shared[part].contains(.nonspacingMark) { continue }
                if combiningClass == 0 {
                    appendLowercased(part, to: &result)
                } else {
                    marks.append(part, combiningClass)
                }
            }
        }
    }

    private func appendLowercased(_ scalar: UInt32, to result: inout [UInt8]) {
        guard settings.lowercases else { return UTF8Bytes.append(scalar, to: &result) }
        if scalar < 0x80 { return result.append((65...90).contains(scalar) ? UInt8(scalar) + 32 : UInt8(scalar)) }
        if let exception = ScalarMapping.shared.exceptionalLowercase(of: scalar) {
            for part in exception { UTF8Bytes.append(part, to: &result) }
        } else {
            UTF8Bytes.append(ScalarMapping.shared.simpleLowercase(of: scalar), to: &result)
        }
    }

    private func flush(_ marks: inout PendingMarks, to result: inout [UInt8]) {
        if marks.isEmpty { return }
        for scalar in marks.takeInCanonicalOrder() { appendLowercased(scalar, to: &result) }
    }
}

extension BertNormalizer {
    /// The normalised form of a text.
    public func normalize(_ text: String) -> String {
        var text = text
        var result: [UInt8] = []
        text.withUTF8 { NormalizationPass(self).append($0, to: &result) }
        return String(decoding: result, as: UTF8.self)
    }
}
