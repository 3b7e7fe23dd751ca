/// Working memory that is handed out in order and released all at once, so that a training step allocates nothing.
///
/// The first passes determine how much is needed; after that, a single block suffices. Memory is not zeroed and stays
/// valid until ``reset()`` or the ``release(to:)`` of an earlier mark. Do not share an arena between passes.
public final class Arena {
    private struct Block: ~Copyable {
        let buffer: FloatBuffer
        var used = 0
        init(count: Int) { buffer = FloatBuffer(count: count) }
    }

    /// A point to release to.
    public struct Mark {
        fileprivate let block: Int
        fileprivate let used: Int
    }

    private var blocks: [Holder] = []
    private var current = 0

    private final class Holder {
        var block: Block
        init(count: Int) { block = Block(count: count) }
    }

    public init() {}

    /// Returns memory for `count` floats, aligned to 64 bytes, with unspecified content.
    public func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        let rounded = (count + 15) & ~15
        while current < blocks.count {
            let holder = blocks[current]
            if holder.block.used + rounded <= holder.block.buffer.count {
                defer { holder.block.used += rounded }
                return holder.block.buffer.start + holder.block.used
            }
            guard current + 1 < blocks.count else { break }
            current += 1
            blocks[current].block.used = 0
        }
        blocks.append(Holder(count: max(rounded, 1 << 20)))
        current = blocks.count - 1
        blocks[current].block.used = rounded
        return blocks[current].block.buffer.start
    }

    /// Returns a matrix with unspecified content.
    public func matrix(rows: Int, columns: Int) -> Matrix {
        Matrix(floats(rows * columns), rows: rows, columns: columns)
    }

    /// Marks the current point: ``release(to:)`` releases everything handed out after it.
    public func mark() -> Mark { Mark(block: current, used: blocks.isEmpty ? 0 : blocks[current].block.used) }

    /// Releases everything that was handed out since the mark.
    public func release(to mark: Mark) {
        guard !blocks.isEmpty else { return }
        current = mark.block
        blocks[current].block.used = mark.used
    }

    /// Releases everything. Several blocks are replaced by one of their total size.
    public func reset() {
        if blocks.count > 1 {
            let total = blocks.reduce(0) { $0 + $1.block.buffer.count }
            blocks = []
            blocks = [Holder(count: total)]
        }
        current = 0
        if !blocks.isEmpty { blocks[0].block.used = 0 }
    }
}
