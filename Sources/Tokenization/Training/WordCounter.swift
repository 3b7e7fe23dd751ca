import Foundation
import InputOutput

/// Counts the words of files, streams and texts on all cores.
///
/// Texts are distributed in blocks; each core counts into its own table, and ``finish()`` merges the tables. At most a
/// few blocks of a stream are in memory at a time.
///
///     let counter = WordCounter()
///     try counter.add(file: "reviews.txt")
///     let vocabulary = try WordPieceTrainer().train(counter.finish())
public final class WordCounter {
    /// The number of bytes that have been distributed for counting.
    public private(set) var byteCount = 0

    private let pool: CountingPool
    private let blockSize: Int
    /// Texts that wait until they fill a block.
    private var pending: [UInt8] = []
    private var pendingTextCount = 0

    /// Creates a counter.
    ///
    /// - Parameters:
    ///   - normalizer: The normalization of texts before they are split into words.
    ///   - threadCount: The number of blocks that are counted concurrently; `nil` for the number of cores.
    ///   - blockSize: The approximate number of bytes that one core counts at a time.
    public init(normalizer: BertNormalizer = BertNormalizer(), threadCount: Int? = nil, blockSize: Int = 1 << 20) {
        precondition(threadCount ?? 1 > 0 && blockSize > 0, "counting needs a thread and a block")
        pool = CountingPool(normalizer, threadCount: threadCount ?? ProcessInfo.processInfo.activeProcessorCount)
        self.blockSize = blockSize
    }

    /// Counts one text.
    public func add(_ text: String) {
        var text = text
        text.withUTF8 { pending.append(contentsOf: $0) }
        // The line end separates the last word of this text from the first word of the next.
        pending.append(UInt8(ascii: "\n"))
        pendingTextCount += 1
        if pending.count >= blockSize { handOutPending() }
    }

    /// Counts a plain-text file, each line of which is a text.
    ///
    /// - Parameter progress: Called after each block with the number of bytes distributed so far; an error ends the
    ///   count.
    /// - Throws: `FledgeError` if the file cannot be read.
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
            // A last line without a line end is a text too.
            let isOpenLine = end == text.count && text[end - 1] != UInt8(ascii: "\n")
            pool.count(.mapped(file, start..<end), textCount: isOpenLine ? 1 : 0, countsLines: true)
            byteCount += end - start
            start = end
            try progress(byteCount)
        }
    }

    /// Counts a plain-text stream, each line of which is a text; the caller owns and closes the descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: An open file descriptor, 0 for standard input.
    ///   - name: The name of the stream in errors.
    ///   - isInterrupted: Called if a signal interrupted a read; if true, counting ends with `CancellationError`.
    ///   - progress: Called after each block with the number of bytes distributed so far; an error ends the count.
    /// - Throws: `FledgeError` with category `inputOutput` if reading fails.
    public func add(
        descriptor: Int32, name: String, isInterrupted: () -> Bool = { false },
        progress: (Int) throws -> Void = { _ in }
    ) throws {
        var block: [UInt8] = []
        // An empty stream has no line.
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

    /// Waits for all cores and returns the counts; the counter starts over.
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

    /// Appends `wanted` bytes of a stream, fewer only at its end, and returns their number.
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
