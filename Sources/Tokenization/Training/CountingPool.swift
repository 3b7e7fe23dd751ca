import Foundation
import InputOutput
import Synchronization

/// Tables of counts, as many as blocks are counted at a time.
final class CountingPool: Sendable {
    /// Bytes that one core counts in one go.
    enum Block: Sendable {
        case bytes([UInt8])
        case mapped(MappedFile, Range<Int>)
    }

    private let normalizer: BertNormalizer
    private let queue = DispatchQueue(label: "fledge.word-counts", attributes: .concurrent)
    private let room: DispatchSemaphore
    private let running = DispatchGroup()
    /// The tables that no block is being counted into.
    private let idle = Mutex<[WordCounts]>([])

    init(_ normalizer: BertNormalizer, threadCount: Int) {
        self.normalizer = normalizer
        room = DispatchSemaphore(value: threadCount)
    }

    /// Counts a block on another thread; waits while as many blocks as there are threads are being counted.
    ///
    /// - Parameters:
    ///   - textCount: How many texts the block adds, besides its lines.
    ///   - countsLines: Whether each line's end ends a text.
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

    /// Waits for all blocks and returns their counts together.
    func finish() -> WordCounts {
        running.wait()
        var tables = idle.withLock { tables in
            defer { tables = [] }
            return tables
        }
        // The largest table takes in the others.
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
