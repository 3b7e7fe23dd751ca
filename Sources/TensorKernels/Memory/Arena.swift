/// Working memory that is handed out in order and taken back all at once, so that a training step allocates nothing.
///
/// The first passes find out how much is needed; from then on one block serves. What is handed out is not zeroed and
/// stays valid until ``reset()`` or the ``release(to:)`` of an earlier mark. Not to be shared between passes.
public final class Arena {
    private struct Block: ~Copyable {
        let buffer: FloatBuffer
        var used = 0
        init(count: Int) { buffer = FloatBuffer(count: count) }
    }

    /// A point to go back to.
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

    /// Memory for `count` floats, aligned to 64 bytes, with unspecified content.
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

    /// A matrix with unspecified content.
    public func matrix(rows: Int, columns: Int) -> Matrix {
        Matrix(floats(rows * columns), rows: rows, columns: columns)
    }

    /// The present point: what is handed out later is taken back by ``release(to:)``.
    public func mark() -> Mark { Mark(block: current, used: blocks.isEmpty ? 0 : blocks[current].block.used) }

    /// Takes back everything that was handed out since the mark.
    public func release(to mark: Mark) {
        guard !blocks.isEmpty else { return }
        current = mark.block
        blocks[current].block.used = mark.used
    }

    /// Takes everything back. Several blocks become one that is large enough for all that they held.
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
