import CZlib

/// The decompressed content of gzip data with one or several members.
final class GzipSource: ByteSource {
    private var input: CompressedInput
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isBetweenMembers = true
    private var hasMembers = false
    /// An error to report once the bytes before it have been taken.
    private var fault: DecompressionFault?

    init(_ source: any ByteSource) {
        input = CompressedInput(source)
        stream.initialize(to: z_stream())
        // A window of 15 bits, plus 16 for gzip's header and checksum.
        let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(code == Z_OK, "zlib cannot start")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let fault { throw fault }
        while true {
            let pending = try input.pending()
            if pending.isEmpty {
                if isBetweenMembers { return 0 }
                throw DecompressionFault.truncated("gzip")
            }
            if isBetweenMembers, try !beginMember(pending) { continue }
            let produced = inflate(pending, into: buffer)
            if produced > 0 { return produced }
            if let fault { throw fault }
        }
    }

    /// Prepares for the next member; returns false if there is only padding, which is skipped.
    private func beginMember(_ pending: UnsafeMutableRawBufferPointer) throws -> Bool {
        if hasMembers, pending.allSatisfy({ $0 == 0 }) {
            input.consume(pending.count)
            return false
        }
        guard !hasMembers || pending[0] == 0x1F else {
            throw DecompressionFault.damaged("gzip", "other bytes behind its end")
        }
        inflateReset(stream)
        (isBetweenMembers, hasMembers) = (false, true)
        return true
    }

    private func inflate(
        _ pending: UnsafeMutableRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        stream.pointee.next_in = pending.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(pending.count)
        stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
        let room = min(buffer.count, Int(UInt32.max))
        stream.pointee.avail_out = UInt32(room)
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        input.consume(pending.count - Int(stream.pointee.avail_in))
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isBetweenMembers = true
        default:
            let detail = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
            fault = .damaged("gzip", detail)
        }
        return room - Int(stream.pointee.avail_out)
    }
}
