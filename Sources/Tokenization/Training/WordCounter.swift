import Foundation
import InputOutput

/// Counts the words of files, streams and texts on all cores.
///
/// Texts are handed out in blocks; each core counts into a table of its own, and ``finish()`` merges the tables. Of a
/// stream, no more than a few blocks are in memory at a time.
///
///     let counter = WordCounter()
///     try counter.add(file: "reviews.txt")
///     let vocabulary = try WordPieceTrainer().train(counter.finish())
public final class WordCounter {
    /// How many bytes have been handed out to be counted.
    public private(set) var byteCount = 0

    private let pool: CountingPool
    private let blockSize: Int
    /// Texts that wait until they make a block.
    private var pending: [UInt8] = []
    private var pendingTextCount = 0

    /// Starts to count.
    ///
    /// - Parameters:
    ///   - normalizer: What is done to texts before they are split into words.
    ///   - threadCount: How many blocks are counted at a time; nil for as many as there are cores.
    ///   - blockSize: About how many bytes are counted at a time by one core.
    public init(normalizer: BertNormalizer = BertNormalizer(), threadCount: Int? = nil, blockSize: Int = 1 << 20) {
        precondition(threadCount ?? 1 > 0 && blockSize > 0, "counting needs a thread and a block")
        pool = CountingPool(normalizer, threadCount: threadCount ?? ProcessInfo.processInfo.activeProcessorCount)
        self.blockSize = blockSize
    }

    /// Counts one text.
    public func add(_ text: String) {
        var text = text
        text.withUTF8 { pending.append(contentsOf: $0) }
        // The line's end keeps the last word of this text apart from the first one of the next.
        pending.append(UInt8(ascii: "\n"))
        pendingTextCount += 1
        if pending.count >= blockSize { handOutPending() }
    }

    /// Counts a file of plain text, whose lines are texts.
    ///
    /// - Parameter progress: Called after each block with the bytes handed out so far; what it throws ends the count.
    /// - Throws: `FledgeError` where the file cannot be read.
    public func add(file path: String, progress: (Int) throws -> Void = { _ in }) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: path, while: "opening the file") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FledgeError.system(errno, at: path, while: "looking at the file")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return try add(descriptor: descriptor, name: path, progress: progress)
        }
        let file = try MappedFile(path: path)
        let text = file.bytes.bindMemory(to: UInt8.self)
        var start = 0
        while start < text.count {
            let end = TextStretch.end(in: text, from: start, length: blockSize)
            // A last line without its end is a text too.
            let isOpenLine = end == text.count && text[end - 1] != UInt8(ascii: "\n")
            pool.count(.mapped(file, start..<end), textCount: isOpenLine ? 1 : 0, countsLines: true)
            byteCount += end - start
            start = end
            try progress(byteCount)
        }
    }

    /// Counts a stream of plain text, whose lines are texts; the caller keeps and closes the descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: An open file descriptor, 0 for standard input.
    ///   - name: What errors call the stream.
    ///   - isInterrupted: Asked where a signal ended the wait for input; counting then ends with `CancellationError`.
    ///   - progress: Called after each block with the bytes handed out so far; what it throws ends the count.
    /// - Throws: `FledgeError` with category `inputOutput` where reading fails.
    public func add(
        descriptor: Int32, name: String, isInterrupted: () -> Bool = { false },
        progress: (Int) throws -> Void = { _ in }
    ) throws {
        var block: [UInt8] = []
        // A stream without a byte has no line.
        var previous = UInt8(ascii: "\n")
        while true {
            let known = block.count
            let isAtEnd = try Self.read(blockSize, from: descriptor, name, to: &block, isInterrupted) < blockSize
            let cut = block.withUnsafeBufferPointer { block in
                isAtEnd ? block.count : TextStretch.lastCut(in: block, known..<block.count)
            }
            guard let cut else { continue }
            let rest = Array(block[cut...])
            block.removeSubrange(cut...)
            byteCount += block.count
            let isOpenLine = isAtEnd && (block.last ?? previous) != UInt8(ascii: "\n")
            previous = block.last ?? previous
            pool.count(.bytes(block), textCount: isOpenLine ? 1 : 0, countsLines: true)
            try progress(byteCount)
            if isAtEnd { return }
            block = rest
        }
    }

    /// Waits for all cores and returns the counts; the counter begins anew.
    public func finish() -> WordCounts {
        handOutPending()
        byteCount = 0
        return pool.finish()
    }

    private func handOutPending() {
        guard pendingTextCount > 0 else { return }
        byteCount += pending.count
        pool.count(.bytes(pending), textCount: pendingTextCount, countsLines: false)
        pending = []
        pendingTextCount = 0
    }

    /// Appends so many bytes of a stream, fewer only at its end, and returns how many.
    private static func read(
        _ wanted: Int, from descriptor: Int32, _ name: String, to block: inout [UInt8], _ isInterrupted: () -> Bool
    ) throws -> Int {
        let start = block.count
        block.append(contentsOf: repeatElement(0, count: wanted))
        var done = 0
        while done < wanted {
            let count = block.withUnsafeMutableBytes { bytes in
                Foundation.read(descriptor, bytes.baseAddress.map { $0 + start + done }, wanted - done)
            }
            if count < 0, errno == EINTR {
                if isInterrupted() { throw CancellationError() }
                continue
            }
            guard count >= 0 else { throw FledgeError.system(errno, at: name, while: "reading") }
            if count == 0 { break }
            done += count
        }
        block.removeLast(wanted - done)
        return done
    }
}
