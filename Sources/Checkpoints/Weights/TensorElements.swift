import InputOutput

/// Elements of tensors in files: little-endian, contiguous, and not necessarily aligned.
enum TensorElements {
    /// Converts floating-point elements to `Float`.
    ///
    /// - Parameters:
    ///   - source: As many elements as in `destination`.
    ///   - place: The file and the tensor, for the message.
    /// - Throws: ``FledgeError`` with category `data` if the elements are not floating-point numbers.
    static func convert(
        _ source: UnsafeRawBufferPointer, of type: TensorElementType,
        into destination: UnsafeMutableBufferPointer<Float>, place: @autoclosure () -> String
    ) throws {
        precondition(source.count == destination.count * type.byteCount, "as many elements as there is room for")
        switch type {
        case .float32: UnsafeMutableRawBufferPointer(destination).copyMemory(from: source)
        case .float16: convert(source, UInt16.self, into: destination) { Float(halfPattern: $0) }
        case .bfloat16: convert(source, UInt16.self, into: destination) { Float(bitPattern: UInt32($0) << 16) }
        case .float64: convert(source, Double.self, into: destination) { Float($0) }
        default:
            throw FledgeError(
                .data, at: place(), "the elements are not floating-point numbers",
                expected: "F32, F16, BF16 or F64", found: type.rawValue)
        }
    }

    /// Converts elements one by one, from memory that need not be aligned.
    @inline(__always)
    private static func convert<Element: BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, _ type: Element.Type, into destination: UnsafeMutableBufferPointer<Float>,
        _ conversion: (Element) -> Float
    ) {
        guard let elements = source.baseAddress, let floats = destination.baseAddress else { return }
        for index in 0..<destination.count {
            let element = elements.loadUnaligned(fromByteOffset: index * MemoryLayout<Element>.size, as: Element.self)
            floats[index] = conversion(element)
        }
    }
}

extension MappedFile {
    /// Converts elements that begin at an offset, as ``TensorElements/convert(_:of:into:place:)`` does.
    ///
    /// Pages are released as soon as they have been read, so that file and model are never both in memory as a whole.
    /// The system maps up to 2 MiB around a page that is touched, so the surroundings of the elements are released too.
    func convert(
        from offset: Int, of type: TensorElementType, into destination: UnsafeMutableBufferPointer<Float>,
        place: @autoclosure () -> String
    ) throws {
        let chunk = 1 << 18
        let block = 1 << 21
        for start in stride(from: 0, to: max(destination.count, 1), by: chunk) {
            let elements = start..<min(start + chunk, destination.count)
            let range = offset + elements.lowerBound * type.byteCount..<offset + elements.upperBound * type.byteCount
            try TensorElements.convert(
                UnsafeRawBufferPointer(rebasing: bytes[range]), of: type,
                into: UnsafeMutableBufferPointer(rebasing: destination[elements]), place: place())
            release(range.lowerBound / block * block..<min((range.upperBound + block - 1) / block * block, bytes.count))
        }
    }
}

extension Float {
    /// The value of an IEEE 754 half-precision number, exactly; a NaN keeps its payload.
    ///
    /// Subnormal halves are converted using only normal floats, so that a processor that flushes subnormals to zero
    /// gives the same result.
    @inline(__always)
    init(halfPattern half: UInt16) {
        let magnitude = UInt32(half & 0x7FFF) << 13
        let sign = UInt32(half & 0x8000) << 16
        let subnormal = (Float(bitPattern: magnitude + 0x3880_0000) - 0x1p-14).bitPattern
        let normal = magnitude + 0x3800_0000
        let notFinite = magnitude | 0x7F80_0000
        let pattern = magnitude < 0x0080_0000 ? subnormal : magnitude < 0x0F80_0000 ? normal : notFinite
        self.init(bitPattern: pattern | sign)
    }
}
