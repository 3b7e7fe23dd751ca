/// The tokens of a text in the order in which they are found, in memory that one thread reuses.
///
/// Tokens beyond ``limit`` are counted but not stored, so that truncating a text of any size takes little memory.
struct TokenBuffer {
    private(set) var ids: UnsafeMutablePointer<Int32>
    /// The positions of the tokens in the text; written only if ``isAligned``.
    private(set) var alignments: UnsafeMutablePointer<TokenAlignment>?
    /// The number of tokens that are stored.
    private(set) var count = 0
    /// The number of tokens that were found beyond the limit.
    private(set) var droppedCount = 0
    /// The maximum number of tokens to store.
    var limit = Int.max
    private(set) var isAligned = false
    /// The positions of the tokens in the text; `nil` if they are not recorded.
    var alignmentsIfAligned: UnsafeMutablePointer<TokenAlignment>? { isAligned ? alignments : nil }
    private var capacity = 512

    init() {
        ids = .allocate(capacity: capacity)
    }

    func deallocate() {
        ids.deallocate()
        alignments?.deallocate()
    }

    /// Removes all tokens.
    mutating func begin(isAligned: Bool) {
        count = 0
        droppedCount = 0
        limit = .max
        self.isAligned = isAligned
        if isAligned, alignments == nil { alignments = .allocate(capacity: capacity) }
    }

    /// Reserves space for `additional` tokens after the existing ones.
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

    /// Keeps the tokens that were written after the last one, up to the limit.
    @inline(__always)
    mutating func commit(_ written: Int) {
        count += written
        if count > limit {
            droppedCount += count - limit
            count = limit
        }
    }
}
