/// A Unicode normalization form (Unicode Standard Annex 15).
enum NormalizationForm {
    case nfd, nfkd, nfc, nfkc

    var isCompatible: Bool { self == .nfkd || self == .nfkc }
    var isComposed: Bool { self == .nfc || self == .nfkc }
    /// All scalars below this one are in this form, regardless of their neighbors.
    var firstChanging: UInt32 { isCompatible ? 0xA0 : 0xC0 }
}

extension AlignedText {
    /// A scalar of the result.
    ///
    /// The reference does not record the scalars that a part is made of, only the number of original scalars that it
    /// consumes: the first part of a scalar consumes that scalar, other parts none, and a composite as many as its
    /// parts together. If marks are reordered, alignment therefore follows the order of the text, not the marks.
    private struct Part {
        var scalar: UInt32
        var consumed: UInt32
        var combiningClass: UInt8
    }

    /// Converts the text to a normalization form.
    mutating func normalize(to form: NormalizationForm) {
        guard units.contains(where: { $0.scalar >= form.firstChanging }) else { return }
        var parts = decomposed(isCompatible: form.isCompatible)
        Self.sortMarks(of: &parts)
        if form.isComposed { parts = Self.composed(parts) }
        align(parts)
    }

    private func decomposed(isCompatible: Bool) -> [Part] {
        var parts: [Part] = []
        parts.reserveCapacity(units.count + units.count / 2)
        let mapping = ScalarMapping.shared
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: ScalarMapping.longestResult) { buffer in
            guard let results = buffer.baseAddress else { return }
            for unit in units {
                if unit.scalar < 0x80 {
                    parts.append(Part(scalar: unit.scalar, consumed: 1, combiningClass: 0))
                    continue
                }
                for index in 0..<mapping.decompose(unit.scalar, into: results, isCompatible: isCompatible) {
                    let scalar = UInt32(bitPattern: results[index])
                    let combiningClass = scalar < 0x80 ? 0 : mapping.combiningClass(of: scalar)
                    parts.append(
                        Part(scalar: scalar, consumed: index == 0 ? 1 : 0, combiningClass: combiningClass))
                }
            }
        }
        return parts
    }

    /// Sorts each run of marks by combining class; marks of the same class stay in order.
    private static func sortMarks(of parts: inout [Part]) {
        var start = 0
        while let first = parts[start...].firstIndex(where: { $0.combiningClass != 0 }) {
            let end = parts[first...].firstIndex { $0.combiningClass == 0 } ?? parts.endIndex
            if end - first > 1 {
                let marks = parts[first..<end].enumerated()
                    .sorted { ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset) }
                parts.replaceSubrange(first..<end, with: marks.map(\.element))
            }
            start = end
        }
    }

    /// Composes each starter with the following marks and starter, unless they are blocked.
    private static func composed(_ parts: [Part]) -> [Part] {
        let mapping = ScalarMapping.shared
        var result: [Part] = []
        result.reserveCapacity(parts.count)
        var starter: Int?
        for part in parts {
            // The class of the part in between; `nil` if the part follows the starter directly.
            let between = result.count - 1 == starter ? nil : result.last?.combiningClass
            if let starter, between.map({ $0 < part.combiningClass }) ?? true,
                let composite = mapping.composition(of: result[starter].scalar, part.scalar)
            {
                result[starter].scalar = composite
                result[starter].consumed += part.consumed
                continue
            }
            if part.combiningClass == 0 { starter = result.count }
            result.append(part)
        }
        return result
    }

    /// Replaces the text. A part is aligned with the next scalar in order, or with the last one if it consumes none.
    private mutating func align(_ parts: [Part]) {
        var result: [Unit] = []
        result.reserveCapacity(parts.count)
        var place = 0
        for part in parts {
            let source = part.consumed > 0 ? place : place - 1
            result.append(Unit(scalar: part.scalar, origin: source < 0 ? .none : units[source].origin))
            place += Int(part.consumed)
        }
        units = result
    }
}
