/// A piece of a compressed input, refilled when a decoder has consumed it.
struct CompressedInput: ~Copyable {
    private let source: any ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var position = 0
    private var end = 0

    init(_ source: any ByteSource) { self.source = source }

    deinit { buffer.deallocate() }

    /// The rest of the piece, or the next piece; empty only at the end.
    mutating func pending() throws -> UnsafeMutableRawBufferPointer {
        if position == end {
            position = 0
            end = try source.read(into: buffer)
        }
        return UnsafeMutableRawBufferPointer(rebasing: buffer[position..<end])
    }

    mutating func consume(_ count: Int) { position += count }
}
