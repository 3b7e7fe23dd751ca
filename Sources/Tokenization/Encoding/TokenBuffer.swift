/// The tokens of a text in the order in which they are found, in memory that one thread reuses.
///
/// Tokens beyond ``limit`` are counted but not kept, so that a text of any size needs little memory when it is cut.
struct TokenBuffer {
    private(set) var ids: UnsafeMutablePointer<Int32>
    /// Where the tokens come from; written only where ``isAligned``.
    private(set) var alignments: UnsafeMutablePointer<TokenAlignment>?
    /// The number of tokens that are kept.
    private(set) var count = 0
    /// The number of tokens that were found beyond the limit.
    private(set) var droppedCount = 0
    /// The most tokens that are kept.
    var limit = Int.max
    private(set) var isAligned = false
    /// Where the tokens come from; nil where it is not known.
    var alignmentsIfAligned: UnsafeMutablePointer<TokenAlignment>? { isAligned ? alignments : nil }
    private var capacity = 512

    init() {
        ids = .allocate(capacity: capacity)
    }

    func deallocate() {
        ids.deallocate()
        alignments?.deallocate()
    }

    /// Forgets all tokens.
    mutating func begin(isAligned: Bool) {
        count = 0
        droppedCount = 0
        limit = .max
        self.isAligned = isAligned
        if isAligned, alignments == nil { alignments = .allocate(capacity: capacity) }
    }

    /// Makes room for `additional` tokens behind those that are there.
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if count + additional > capacity { grow(additional) }
    }

    @inline(never)
    private mutating func grow(_ additional: Int) {
        let wanted = max(2 * capacity, count + additional)
        ids = ids.moved(count: count, capacity: wanted)
        alignments = alignments?.moved(count: count, capacity: wanted)
        capacity = wanted
    }

    /// Keeps the tokens that were written behind the last one, up to the limit.
    @inline(__always)
    mutating func commit(_ written: Int) {
        count += written
        if count > limit {
            droppedCount += count - limit
            count = limit
        }
    }
}
