/// Pairs that wait to be merged: a binary heap with the most frequent pair at the top.
struct MergeQueue {
    /// A pair and some of the words in which it occurs.
    struct Entry {
        /// The number of occurrences of the pair when this entry was added or last checked.
        var count: Int64
        let key: PairTable.Key
        /// The index of the pair.
        let pair: Int
        /// The index of the entry among all entries, from 0.
        let number: Int
        /// The range of the words.
        let words: Range<Int>

        /// More frequent pairs come first, then those with smaller ids, then earlier entries.
        @inline(__always)
        func precedes(_ other: Entry) -> Bool {
            if count != other.count { return count > other.count }
            if key != other.key { return key < other.key }
            return number < other.number
        }
    }

    private var heap: [Entry] = []

    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entry.precedes(heap[parent]) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = entry
    }

    /// Removes and returns the first entry.
    mutating func pop() -> Entry? {
        guard let last = heap.popLast() else { return nil }
        guard let top = heap.first else { return last }
        var parent = 0
        while case var child = 2 * parent + 1, child < heap.count {
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(last) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = last
        return top
    }
}
