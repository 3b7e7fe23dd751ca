/// Applies a ``BertNormalizer`` to UTF-8 in one pass.
///
/// ASCII goes through a table of 128 bytes, other scalars through ``NormalizedScalars``, which caches the result of
/// cleaning, separating, decomposing and lowercasing each one. Only marks that are kept and have a nonzero combining
/// class wait for their successors, to be put in canonical order.
struct NormalizationPass: Sendable {
    private let settings: BertNormalizer
    private let stripsAccents: Bool
    /// The result for each ASCII byte; ``removedMark`` if it is deleted.
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

    /// Appends the normalized form of valid UTF-8 to `result`.
    ///
    /// - Parameters:
    ///   - offset: The start of the text in the one that origins count from.
    ///   - scalars: The cached results for scalars with the same settings.
    /// - Returns: False if `result` is aligned and the text has marks that are kept and reordered, for which only
    ///   ``AlignedText`` knows the alignment; `result` is then invalid.
    func append(
        _ text: UnsafeBufferPointer<UInt8>, at offset: Int = 0, to result: inout NormalizedText,
        scalars: NormalizedScalars
    ) -> Bool {
        asciiResult.withUnsafeBufferPointer { ascii in
            var marks = PendingMarks()
            var position = 0
            while position < text.count {
                let byte = text[position]
                let start = UInt32(truncatingIfNeeded: offset + position)
                if byte < 0x80 {
                    position += 1
                    let byte = ascii[Int(byte)]
                    if byte == Self.removedMark { continue }
                    if !marks.isEmpty { flush(&marks, to: &result) }
                    result.append(byte, TextOrigin(start: start, end: start + 1))
                    continue
                }
                let (scalar, length) = UTF8Bytes.scalar(in: text, at: position)
                position += length
                let entry = scalars.entry(of: scalar)
                if entry[0] == NormalizedScalars.Kind.unknown { fill(entry, scalar) }
                switch entry[0] {
                case NormalizedScalars.Kind.plain:
                    if !marks.isEmpty { flush(&marks, to: &result) }
                    result.append(
                        fourteen: entry + 2, length: Int(entry[1]),
                        TextOrigin(start: start, end: start + UInt32(length)))
                case NormalizedScalars.Kind.removed: break
                default:
                    if result.isAligned { return false }
                    appendReordering(scalar, to: &result, &marks)
                }
            }
            flush(&marks, to: &result)
            return true
        }
    }

    // MARK: One scalar

    /// Calls `body` with the parts of a scalar that cleaning leaves, decomposed if accents are stripped.
    private func withParts(of scalar: UInt32, _ body: (UnsafeBufferPointer<UInt32>) -> Void) {
        if settings.cleansText {
            let traits = ScalarTraits.Table.shared[scalar]
            if traits.contains(.removed) { return body(UnsafeBufferPointer(start: nil, count: 0)) }
            if traits.contains(.whitespace) { return withUnsafePointer(to: 32) { body(.init(start: $0, count: 1)) } }
        }
        guard stripsAccents else { return withUnsafePointer(to: scalar) { body(.init(start: $0, count: 1)) } }
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: ScalarMapping.longestResult) { parts in
            guard let base = parts.baseAddress else { return }
            let count = ScalarMapping.shared.decompose(scalar, into: base)
            base.withMemoryRebound(to: UInt32.self, capacity: count) { body(.init(start: $0, count: count)) }
        }
    }

    /// Fills in the result for a scalar.
    @inline(never)
    private func fill(_ entry: UnsafeMutablePointer<UInt8>, _ scalar: UInt32) {
        var bytes: [UInt8] = []
        var kind = NormalizedScalars.Kind.removed
        let isSetApart = settings.separatesChineseCharacters && BertNormalizer.isChinese(scalar)
        withParts(of: scalar) { parts in
            for part in parts {
                let waits = stripsAccents && part >= 0x80 && ScalarMapping.shared.combiningClass(of: part) != 0
                let isStripped = stripsAccents && ScalarTraits.Table.shared[part].contains(.nonspacingMark)
                if waits, !isStripped {
                    kind = NormalizedScalars.Kind.reordered
                } else if !waits, kind == NormalizedScalars.Kind.removed {
                    kind = NormalizedScalars.Kind.plain
                }
                if !isStripped { appendLowercased(part, to: &bytes) }
            }
        }
        if isSetApart, kind == NormalizedScalars.Kind.plain { bytes = [32] + bytes + [32] }
        if bytes.count > NormalizedScalars.longestResult { kind = NormalizedScalars.Kind.reordered }
        if kind == NormalizedScalars.Kind.plain {
            entry[1] = UInt8(bytes.count)
            for (offset, byte) in bytes.enumerated() { entry[2 + offset] = byte }
        }
        entry[0] = kind
    }

    /// Appends a scalar whose parts may be reordered with those before it.
    private func appendReordering(_ scalar: UInt32, to result: inout NormalizedText, _ marks: inout PendingMarks) {
        withParts(of: scalar) { parts in
            for part in parts {
                let combiningClass = part < 0x80 ? 0 : ScalarMapping.shared.combiningClass(of: part)
                // A mark of class 0 blocks others from passing it, even if it is deleted itself.
                if combiningClass == 0 { flush(&marks, to: &result) }
                if ScalarTraits.Table.shared[part].contains(.nonspacingMark) { continue }
                if combiningClass == 0 {
                    append(part, to: &result)
                } else {
                    marks.append(part, combiningClass)
                }
            }
        }
    }

    private func append(_ part: UInt32, to result: inout NormalizedText) {
        var bytes: [UInt8] = []
        appendLowercased(part, to: &bytes)
        for byte in bytes { result.append(byte, TextOrigin(start: 0, end: 0)) }
    }

    private func appendLowercased(_ scalar: UInt32, to bytes: inout [UInt8]) {
        guard settings.lowercases else { return UTF8Bytes.append(scalar, to: &bytes) }
        if scalar < 0x80 { return bytes.append((65...90).contains(scalar) ? UInt8(scalar) + 32 : UInt8(scalar)) }
        if let exception = ScalarMapping.shared.exceptionalLowercase(of: scalar) {
            for part in exception { UTF8Bytes.append(part, to: &bytes) }
        } else {
            UTF8Bytes.append(ScalarMapping.shared.simpleLowercase(of: scalar), to: &bytes)
        }
    }

    private func flush(_ marks: inout PendingMarks, to result: inout NormalizedText) {
        if marks.isEmpty { return }
        for scalar in marks.takeInCanonicalOrder() { append(scalar, to: &result) }
    }
}

extension BertNormalizer {
    /// The normalized form of a text.
    public func normalize(_ text: String) -> String {
        var text = text
        var result = NormalizedText()
        let scalars = NormalizedScalars()
        defer {
            result.deallocate()
            scalars.deallocate()
        }
        _ = text.withUTF8 { NormalizationPass(self).append($0, to: &result, scalars: scalars) }
        return String(decoding: result.buffer, as: UTF8.self)
    }
}
