import InputOutput

extension SafetensorsFile: WeightsSource {
    public var formatName: String { "safetensors" }

    public var allTensors: [WeightsTensor] {
        let scales = Set(names.filter { self.scales(of: $0) != nil }.map(Quantization.scalesName(of:)))
        return names.filter { !scales.contains($0) }.compactMap { tensor(named: $0) }
    }

    public func tensor(named name: String) -> WeightsTensor? {
        tensors[name].map { WeightsTensor(name: name, elementType: $0.elementType, shape: $0.shape, file: path) }
    }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let entry = tensors[name] else {
            throw FledgeError(.data, at: path, "the file has no tensor \(name)")
        }
        precondition(
            destination.count == entry.count, "\(name) has \(entry.count) elements, not \(destination.count)")
        if entry.elementType == .int8, let scales = scales(of: name) {
            return try read(entry, scales: scales, of: name, into: destination)
        }
        try file.convert(
            from: entry.byteRange.lowerBound, of: entry.elementType, into: destination,
            place: "\(path): tensor \(name)")
    }

    public func mappedFloats(of name: String) -> MappedFloats? {
        guard let entry = tensors[name], entry.elementType == .float32 else { return nil }
        return MappedFloats(bytes: bytes(of: entry), owner: self)
    }

    /// Reads a matrix of integers, multiplied by its scales.
    private func read(
        _ entry: TensorEntry, scales: TensorEntry, of name: String,
        into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        let factors = try [Float](unsafeUninitializedCapacity: scales.count) { buffer, count in
            try file.convert(
                from: scales.byteRange.lowerBound, of: scales.elementType,
                into: UnsafeMutableBufferPointer(rebasing: buffer[..<scales.count]),
                place: "\(path): tensor \(Quantization.scalesName(of: name))")
            count = scales.count
        }
        let integers = UnsafeRawBufferPointer(rebasing: file.bytes[entry.byteRange]).bindMemory(to: Int8.self)
        let columns = entry.count / max(factors.count, 1)
        for (row, factor) in factors.enumerated() {
            for index in row * columns..<(row + 1) * columns { destination[index] = Float(integers[index]) * factor }
        }
    }

    /// The scales of a matrix of integers; `nil` for any other tensor.
    private func scales(of name: String) -> TensorEntry? {
        guard let entry = tensors[name], entry.elementType == .int8, let rows = entry.shape.first,
            let scales = tensors[Quantization.scalesName(of: name)], scales.elementType == .float32,
            scales.shape == [rows]
        else { return nil }
        return scales
    }
}
