import InputOutput

extension StridedTensor {
    /// The maximum number of bytes gathered before conversion.
    private static let chunkSize = 1 << 15

    /// Reads all elements as `Float`, the last dimension fastest.
    ///
    /// - Parameters:
    ///   - mappedFile: The file.
    ///   - destination: A buffer with as many elements as the tensor.
    func read(
        from mappedFile: MappedFile, into destination: UnsafeMutableBufferPointer<Float>,
        place: @autoclosure () -> String
    ) throws {
        let size = elementType.byteCount
        let file = mappedFile.bytes
        guard let walk, let fastest = walk.last else {
            return try TensorElements.convert(
                UnsafeRawBufferPointer(start: nil, count: 0), of: elementType, into: destination, place: place())
        }
        if walk.count == 1, fastest.stride == 1 {
            return try mappedFile.convert(from: start, of: elementType, into: destination, place: place())
        }
        var indices = [Int](repeating: 0, count: walk.count - 1)
        var row = start
        for first in stride(from: 0, to: destination.count, by: fastest.size) {
            let part = UnsafeMutableBufferPointer(rebasing: destination[first..<first + fastest.size])
            if fastest.stride == 1 {
                let source = UnsafeRawBufferPointer(rebasing: file[row..<row + fastest.size * size])
                try TensorElements.convert(source, of: elementType, into: part, place: place())
            } else {
                try gather(from: file, at: row, every: fastest.stride * size, into: part, place: place())
            }
            for dimension in indices.indices.reversed() {
                indices[dimension] += 1
                row += walk[dimension].stride * size
                if indices[dimension] < walk[dimension].size { break }
                row -= walk[dimension].size * walk[dimension].stride * size
                indices[dimension] = 0
            }
        }
    }

    /// Reads elements at intervals of `distance` bytes.
    private func gather(
        from file: UnsafeRawBufferPointer, at start: Int, every distance: Int,
        into destination: UnsafeMutableBufferPointer<Float>, place: @autoclosure () -> String
    ) throws {
        let size = elementType.byteCount
        let chunk = Self.chunkSize / size
        try withUnsafeTemporaryAllocation(byteCount: Self.chunkSize, alignment: 8) { buffer in
            for first in stride(from: 0, to: destination.count, by: chunk) {
                let count = min(chunk, destination.count - first)
                let source = start + first * distance
                switch size {
                case 1: copy(UInt8.self, count, from: file, at: source, every: distance, to: buffer)
                case 2: copy(UInt16.self, count, from: file, at: source, every: distance, to: buffer)
                case 4: copy(UInt32.self, count, from: file, at: source, every: distance, to: buffer)
                default: copy(UInt64.self, count, from: file, at: source, every: distance, to: buffer)
                }
                try TensorElements.convert(
                    UnsafeRawBufferPointer(rebasing: buffer[..<(count * size)]), of: elementType,
                    into: UnsafeMutableBufferPointer(rebasing: destination[first..<first + count]), place: place())
            }
        }
    }

    @inline(__always)
    private func copy<Element: BitwiseCopyable>(
        _ type: Element.Type, _ count: Int, from file: UnsafeRawBufferPointer, at start: Int, every distance: Int,
        to buffer: UnsafeMutableRawBufferPointer
    ) {
        for index in 0..<count {
            buffer.storeBytes(
                of: file.loadUnaligned(fromByteOffset: start + index * distance, as: Element.self),
                toByteOffset: index * MemoryLayout<Element>.size, as: Element.self)
        }
    }
}
