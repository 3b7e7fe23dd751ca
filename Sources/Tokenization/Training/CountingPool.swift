import Foundation
import InputOutput
import Synchronization

/// A pool of count tables, one for each block that is counted concurrently.
final class CountingPool: Sendable {
    /// The bytes that one core counts at a time.
    enum Block: Sendable {
        case bytes([UInt8])
        case mapped(MappedFile, Range<Int>)
    }

    private let normalizer: BertNormalizer
    private let queue = DispatchQueue(label: "fledge.word-counts", attributes: .concurrent)
    private let room: DispatchSemaphore
    private let running = DispatchGroup()
    /// The tables that are not in use.
    private let idle = Mutex<[WordCounts]>([])

    init(_ normalizer: BertNormalizer, threadCount: Int) {
        self.normalizer = normalizer
        room = DispatchSemaphore(value: threadCount)
    }

    /// Counts a block on another thread; waits while all threads are busy.
    ///
    /// - Parameters:
    ///   - textCount: The number of texts that the block adds, besides its lines.
    ///   - countsLines: Counts each line as a text.
    func count(_ block: Block, textCount: Int, countsLines: Bool) {
        room.wait()
        queue.async(group: running) { [self] in
            var counts = idle.withLock { $0.popLast() } ?? WordCounts(normalizer: normalizer)
            switch block {
            case .bytes(let bytes):
                bytes.withUnsafeBufferPointer { counts.add($0, textCount: textCount, countsLines: countsLines) }
            case .mapped(let file, let range):
                let text = UnsafeBufferPointer(rebasing: file.bytes.bindMemory(to: UInt8.self)[range])
                counts.add(text, textCount: textCount, countsLines: countsLines)
            }
            idle.withLock { $0.append(counts) }
            room.signal()
        }
    }

    /// Waits for all blocks and returns their merged counts.
    func finish() -> WordCounts {
        running.wait()
        var tables = idle.withLock { tables in
            defer { tables = [] }
            return tables
        }
        // The other tables are merged into the largest one.
        tables.sort { $0.differentWordCount < $1.differentWordCount }
        var counts = tables.popLast() ?? WordCounts(normalizer: normalizer)
        for table in tables { counts.merge(table) }
        return counts
    }
}

extension WordCounts {
    fileprivate mutating func add(_ text: UnsafeBufferPointer<UInt8>, textCount: Int, countsLines: Bool) {
        addWords(of: text)
        self.textCount += textCount
        if countsLines { self.textCount += text.count { $0 == UInt8(ascii: "\n") } }
    }
}
