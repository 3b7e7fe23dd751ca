import InputOutput

extension SafetensorsFile: WeightsSource {
    public var formatName: String { "safetensors" }

    public var allTensors: [WeightsTensor] { names.compactMap { tensor(named: $0) } }

    public func tensor(named name: String) -> WeightsTensor? {
        tensors[name].map { WeightsTensor(name: name, elementType: $0.elementType, shape: $0.shape, file: path) }
    }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let entry = tensors[name] else {
            throw FledgeError(.data, at: path, "the file has no tensor \(name)")
        }
        precondition(
            destination.count == entry.count, "\(name) has \(entry.count) elements, not \(destination.count)")
        try file.convert(
            from: entry.byteRange.lowerBound, of: entry.elementType, into: destination,
            place: "\(path): tensor \(name)")
    }
}
