/// A text in a ``Normalizer``: scalars, each with the bytes of the original that it is aligned with.
///
/// The reference keeps an alignment for every byte, but the bytes of one scalar always have the same one.
package struct AlignedText {
    /// A scalar and its alignment.
    package struct Unit: Equatable {
        package var scalar: UInt32
        package var origin: TextOrigin
    }

    package var units: [Unit] = []

    /// Aligns each scalar of valid UTF-8 with itself.
    package init(_ text: UnsafeBufferPointer<UInt8>) {
        units.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            let (scalar, length) = UTF8Bytes.scalar(in: text, at: position)
            let origin = TextOrigin(
                start: UInt32(truncatingIfNeeded: position), end: UInt32(truncatingIfNeeded: position + length))
            units.append(Unit(scalar: scalar, origin: origin))
            position += length
        }
    }

    /// Appends the text in UTF-8, and the alignment of each byte.
    package func appendUTF8(to bytes: inout [UInt8], origins: inout [TextOrigin]) {
        bytes.reserveCapacity(bytes.count + units.count)
        origins.reserveCapacity(origins.count + units.count)
        for unit in units {
            let start = bytes.count
            UTF8Bytes.append(unit.scalar, to: &bytes)
            for _ in start..<bytes.count { origins.append(unit.origin) }
        }
    }
}

// MARK: Editing

extension AlignedText {
    /// Replaces each scalar by another.
    mutating func map(_ transform: (UInt32) -> UInt32) {
        for index in units.indices { units[index].scalar = transform(units[index].scalar) }
    }

    /// Deletes the scalars that do not satisfy a condition.
    mutating func filter(_ isKept: (UInt32) -> Bool) {
        units.removeAll { !isKept($0.scalar) }
    }

    /// Deletes the scalars at the ends that satisfy a condition.
    mutating func trim(left: Bool, right: Bool, where isTrimmed: (UInt32) -> Bool) {
        if right {
            let last = units.lastIndex { !isTrimmed($0.scalar) }
            units.removeSubrange((last.map { $0 + 1 } ?? 0)...)
        }
        if left {
            let first = units.firstIndex { !isTrimmed($0.scalar) }
            units.removeSubrange(..<(first ?? units.endIndex))
        }
    }

    /// Inserts scalars before a text that is not empty, aligned with its first one.
    mutating func prepend(_ scalars: [UInt32]) {
        guard let first = units.first else { return }
        units.insert(contentsOf: scalars.map { Unit(scalar: $0, origin: first.origin) }, at: 0)
        // As in the reference: a replacement that is not the first for a scalar is aligned with the scalar before.
        if scalars.isEmpty { units[0].origin = .none }
    }

    /// Replaces every occurrence of a pattern, from left to right, with scalars that are aligned with the last scalar
    /// of the occurrence.
    ///
    /// An empty pattern occurs at the start of a text that is not empty, and after each of its scalars.
    mutating func replace(_ pattern: [UInt32], with content: [UInt32]) {
        var result: [Unit] = []
        result.reserveCapacity(units.count)
        func appendContent(_ origin: TextOrigin) {
            for scalar in content { result.append(Unit(scalar: scalar, origin: origin)) }
        }
        if pattern.isEmpty, !units.isEmpty { appendContent(.none) }
        var position = 0
        while position < units.count {
            if occurs(pattern, at: position) {
                position += max(pattern.count, 1)
                if pattern.isEmpty { result.append(units[position - 1]) }
                appendContent(units[position - 1].origin)
            } else {
                result.append(units[position])
                position += 1
            }
        }
        units = result
    }

    private func occurs(_ pattern: [UInt32], at position: Int) -> Bool {
        guard position + pattern.count <= units.count else { return false }
        for (offset, scalar) in pattern.enumerated() where units[position + offset].scalar != scalar { return false }
        return true
    }

    /// Replaces each scalar with any number of others that are aligned with it.
    @inline(__always)
    mutating func expand(_ body: (_ scalar: UInt32, _ append: (UInt32) -> Void) -> Void) {
        var result: [Unit] = []
        result.reserveCapacity(units.count)
        for unit in units { body(unit.scalar) { result.append(Unit(scalar: $0, origin: unit.origin)) } }
        units = result
    }
}
