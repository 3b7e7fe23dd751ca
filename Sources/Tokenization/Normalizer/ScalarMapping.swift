import CUtf8proc

/// Canonical decomposition, combining classes and lower case of single scalars: those of utf8proc, except where
/// ``UnicodeData`` records that the reference differs.
struct ScalarMapping: Sendable {
    /// The one mapping of the process, built at the first use.
    static let shared = ScalarMapping()

    /// No scalar becomes more than this many.
    static let longestResult = 18

    private let decompositions: [UInt32: [UInt32]]
    private let lowercases: [UInt32: [UInt32]]

    private init() {
        decompositions = Self.rows(of: UnicodeData.decompositions)
        lowercases = Self.rows(of: UnicodeData.lowercases)
    }

    /// Reads rows of scalar, count and that many results.
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

    /// Writes the canonical decomposition of a scalar and returns how many scalars it has.
    ///
    /// - Parameter result: Room for ``longestResult`` scalars.
    func decompose(_ scalar: UInt32, into result: UnsafeMutablePointer<Int32>) -> Int {
        if let exception = decompositions[scalar] {
            for (index, part) in exception.enumerated() { result[index] = Int32(bitPattern: part) }
            return exception.count
        }
        var boundary: Int32 = 0
        let count = utf8proc_decompose_char(
            Int32(bitPattern: scalar), result, Self.longestResult, UTF8PROC_DECOMPOSE, &boundary)
        guard count > 0 else {
            result[0] = Int32(bitPattern: scalar)
            return 1
        }
        return count
    }

    /// The canonical combining class of a scalar.
    func combiningClass(of scalar: UInt32) -> UInt8 {
        let known = utf8proc_get_property(Int32(bitPattern: scalar)).pointee.combining_class
        guard known != 0 else { return 0 }
        let exception = UnicodeData.value(of: scalar, inRanges: UnicodeData.combiningClasses)
        return UInt8(truncatingIfNeeded: exception ?? UInt32(truncatingIfNeeded: known))
    }

    /// The lower case of a scalar where it is more than one scalar or not that of utf8proc.
    func exceptionalLowercase(of scalar: UInt32) -> [UInt32]? {
        lowercases[scalar]
    }

    /// The lower case of a scalar that has no exception.
    func simpleLowercase(of scalar: UInt32) -> UInt32 {
        UInt32(bitPattern: utf8proc_tolower(Int32(bitPattern: scalar)))
    }
}
