/// Marks that wait for the next scalar of combining class 0, to be put in canonical order.
///
/// Nearly all marks are nonspacing and deleted before this point, so the list is almost always empty.
struct PendingMarks {
    private var marks: [(scalar: UInt32, combiningClass: UInt8)] = []

    var isEmpty: Bool { marks.isEmpty }

    mutating func append(_ scalar: UInt32, _ combiningClass: UInt8) {
        marks.append((scalar, combiningClass))
    }

    /// Empties the list; marks of one class keep their order.
    mutating func takeInCanonicalOrder() -> [UInt32] {
        defer { marks.removeAll(keepingCapacity: true) }
        guard marks.count > 1 else { return marks.map(\.scalar) }
        return marks.enumerated()
            .sorted { ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset) }
            .map(\.element.scalar)
    }
}
