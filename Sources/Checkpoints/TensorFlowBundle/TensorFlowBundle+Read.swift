import InputOutput

extension TensorFlowBundle: WeightsSource {
    public var formatName: String { "TensorFlow checkpoint" }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        let (tensor, bytes, file) = try storage(of: name)
        let count = bytes.count / tensor.elementType.byteCount
        precondition(destination.count == count, "\(name) has \(count) elements, not \(destination.count)")
        let place = "\(file): tensor \(name)"
        guard CRC32C.masked(bytes) == tensor.check else {
            throw FledgeError(
                .data, at: place, "the elements do not fit their checksum: the file is damaged",
                advice: "copy or download the file again")
        }
        guard tensor.isTransposed else {
            return try TensorElements.convert(bytes, of: tensor.elementType, into: destination, place: place)
        }
        try TransposedElements.convert(
            bytes, of: tensor.elementType, rows: tensor.storedShape[0], columns: tensor.storedShape[1],
            into: destination, place: place)
    }
}
