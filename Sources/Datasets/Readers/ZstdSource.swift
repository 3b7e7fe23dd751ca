import CZstd

/// The decompressed content of zstd data with one or several frames.
final class ZstdSource: ByteSource {
    private var input: CompressedInput
    private let stream: OpaquePointer
    private var isBetweenFrames = true
    /// An error to report once the bytes before it have been taken.
    private var fault: DecompressionFault?
    /// Tells whether the decoder holds bytes that did not fit into the last buffer.
    private var hasMore = false

    init(_ source: any ByteSource) {
        input = CompressedInput(source)
        guard let stream = ZSTD_createDStream() else { preconditionFailure("zstd cannot start") }
        self.stream = stream
    }

    deinit { ZSTD_freeDStream(stream) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let fault { throw fault }
        while true {
            let pending = try hasMore ? UnsafeMutableRawBufferPointer(start: nil, count: 0) : input.pending()
            if pending.isEmpty, !hasMore {
                if isBetweenFrames { return 0 }
                throw DecompressionFault.truncated("zstd")
            }
            let produced = decompress(pending, into: buffer)
            if produced > 0 { return produced }
            if let fault { throw fault }
        }
    }

    private func decompress(
        _ pending: UnsafeMutableRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        var bytes = ZSTD_inBuffer(src: pending.baseAddress, size: pending.count, pos: 0)
        var room = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let code = ZSTD_decompressStream(stream, &room, &bytes)
        input.consume(bytes.pos)
        if ZSTD_isError(code) != 0 {
            fault = .damaged("zstd", String(cString: ZSTD_getErrorName(code)))
        } else {
            isBetweenFrames = code == 0
        }
        hasMore = !isBetweenFrames && room.pos == room.size
        return room.pos
    }
}
