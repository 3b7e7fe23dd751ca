/// A post-processor's template in flat memory, so that using it involves no reference counting.
final class AssemblyTemplate: Sendable {
    /// The source of a part's ids.
    enum Source: UInt8 {
        case first, second, special
    }

    struct Part {
        let source: Source
        let typeID: Int32
        /// The range of the part's ids in ``specialIDs``.
        let specialRange: Range<Int>
    }

    nonisolated(unsafe) let parts: UnsafeBufferPointer<Part>
    /// The ids of all special parts, one after the other.
    nonisolated(unsafe) let specialIDs: UnsafeBufferPointer<Int32>
    /// Tells whether all parts have type 0.
    let hasTypeZeroOnly: Bool

    init(_ parts: [PostProcessor.Part]) {
        var specialIDs: [Int32] = []
        let flat = parts.map { part in
            switch part {
            case .first(let typeID): return Part(source: .first, typeID: typeID, specialRange: 0..<0)
            case .second(let typeID): return Part(source: .second, typeID: typeID, specialRange: 0..<0)
            case .special(let ids, let typeID):
                specialIDs += ids
                return Part(
                    source: .special, typeID: typeID,
                    specialRange: specialIDs.count - ids.count..<specialIDs.count)
            }
        }
        hasTypeZeroOnly = flat.allSatisfy { $0.typeID == 0 }
        self.parts = Self.copy(flat)
        self.specialIDs = Self.copy(specialIDs)
    }

    deinit {
        parts.deallocate()
        specialIDs.deallocate()
    }

    private static func copy<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        return UnsafeBufferPointer(memory)
    }
}
