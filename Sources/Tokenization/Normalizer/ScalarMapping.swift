import CUtf8proc

/// Decompositions, compositions, combining classes and lowercase mappings of scalars: those of utf8proc, except where
/// ``UnicodeData`` records that the reference differs.
struct ScalarMapping: Sendable {
    /// The shared mapping of the process, built at first use.
    static let shared = ScalarMapping()

    /// The maximum number of scalars that one scalar becomes.
    static let longestResult = 18

    private let decompositions: [UInt32: [UInt32]]
    private let compatibilityDecompositions: [UInt32: [UInt32]]
    private let compositions: [UInt64: UInt32]
    private let lowercases: [UInt32: [UInt32]]

    private init() {
        decompositions = Self.rows(of: UnicodeData.decompositions)
        compatibilityDecompositions = Self.rows(of: UnicodeData.compatibilityDecompositions)
        lowercases = Self.rows(of: UnicodeData.lowercases)
        var compositions: [UInt64: UInt32] = [:]
        for index in stride(from: 0, to: UnicodeData.compositions.count, by: 3) {
            let pair = Self.key(UnicodeData.compositions[index], UnicodeData.compositions[index + 1])
            compositions[pair] = UnicodeData.compositions[index + 2]
        }
        self.compositions = compositions
    }

    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    /// Reads rows that consist of a scalar, a count and that many results.
    private static func rows(of data: [UInt32]) -> [UInt32: [UInt32]] {
        var rows: [UInt32: [UInt32]] = [:]
        var index = 0
        while index < data.count {
            let end = index + 2 + Int(data[index + 1])
            rows[data[index]] = Array(data[index + 2..<end])
            index = end
        }
        return rows
    }

    /// Writes the full decomposition of a scalar and returns its number of scalars.
    ///
    /// - Parameters:
    ///   - result: Space for ``longestResult`` scalars.
    ///   - isCompatible: Uses the compatibility decomposition instead of the canonical one.
    func decompose(
        _ scalar: UInt32, into result: UnsafeMutablePointer<Int32>, isCompatible: Bool = false
    ) -> Int {
        if let exception = (isCompatible ? compatibilityDecompositions : decompositions)[scalar] {
            for (index, part) in exception.enumerated() { result[index] = Int32(bitPattern: part) }
            return exception.count
        }
        var options = UTF8PROC_DECOMPOSE.rawValue
        if isCompatible { options |= UTF8PROC_COMPAT.rawValue }
        var boundary: Int32 = 0
        let count = utf8proc_decompose_char(
            Int32(bitPattern: scalar), result, Self.longestResult, utf8proc_option_t(rawValue: options), &boundary)
        guard count > 0 else {
            result[0] = Int32(bitPattern: scalar)
            return 1
        }
        return count
    }

    /// The canonical composition of two scalars, or `nil`.
    func composition(of first: UInt32, _ second: UInt32) -> UInt32? {
        // No scalar below U+0300 is composed with the previous one, nor is U+11A7, which utf8proc 2.8 drops after a
        // Hangul syllable as the trailing consonant number 0.
        guard second >= 0x300, second != 0x11A7 else { return nil }
        if let exception = compositions[Self.key(first, second)] { return exception == 0 ? nil : exception }
        let options = UTF8PROC_COMPOSE.rawValue | UTF8PROC_STABLE.rawValue
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2) { pair in
            pair[0] = Int32(bitPattern: first)
            pair[1] = Int32(bitPattern: second)
            let count = utf8proc_normalize_utf32(pair.baseAddress, 2, utf8proc_option_t(rawValue: options))
            return count == 1 ? UInt32(bitPattern: pair[0]) : nil
        }
    }

    /// The canonical combining class of a scalar.
    func combiningClass(of scalar: UInt32) -> UInt8 {
        let known = utf8proc_get_property(Int32(bitPattern: scalar)).pointee.combining_class
        guard known != 0 else { return 0 }
        let exception = UnicodeData.value(of: scalar, inRanges: UnicodeData.combiningClasses)
        return UInt8(truncatingIfNeeded: exception ?? UInt32(truncatingIfNeeded: known))
    }

    /// The lowercase form of a scalar if it has several scalars or differs from that of utf8proc.
    func exceptionalLowercase(of scalar: UInt32) -> [UInt32]? {
        lowercases[scalar]
    }

    /// The lowercase form of a scalar without an exception.
    func simpleLowercase(of scalar: UInt32) -> UInt32 {
        UInt32(bitPattern: utf8proc_tolower(Int32(bitPattern: scalar)))
    }
}
