import InputOutput

/// A tensor in the bytes of a file, with a stride for each dimension.
struct StridedTensor {
    let elementType: TensorElementType
    let shape: [Int]
    /// The start of its first element in the file; not meaningful for an empty tensor.
    let start: Int
    /// The dimensions to iterate over, the slowest first, without those of size 1 and with adjacent dimensions merged
    /// if their elements form one sequence; `nil` for an empty tensor.
    let walk: [(size: Int, stride: Int)]?

    /// The maximum size, in bytes, of a tensor that is larger than its file.
    ///
    /// A stride of 0 repeats elements, so a few bytes could ask for any amount of memory.
    static let largestRepetition = 64 << 20

    /// - Parameters:
    ///   - storage: The storage, whose elements lie within the file from `storageStart` on.
    ///   - place: The file and the tensor, for messages.
    /// - Throws: `FledgeError` with category `data` if an element lies outside the storage.
    init(
        shape: [Int], strides: [Int], offset: Int, storage: PickledStorage, storageStart: Int, fileSize: Int,
        place: String
    ) throws {
        guard !(shape + strides + [offset]).contains(where: { $0 < 0 }) else {
            throw FledgeError(
                .data, at: place, "the tensor has a negative size, stride or offset", expected: "numbers from 0",
                found: "shape \(shape), strides \(strides), offset \(offset)")
        }
        let byteCount = try Self.byteCount(storage.elementType, shape, place: place)
        guard byteCount <= max(fileSize, Self.largestRepetition) else {
            throw FledgeError(
                .data, at: place, "the tensor repeats the elements of its storage too often",
                expected: "at most \(max(fileSize, Self.largestRepetition)) bytes", found: "\(byteCount) bytes",
                advice: "in Python, save what its expand() began with")
        }
        elementType = storage.elementType
        self.shape = shape
        guard byteCount > 0 else {
            start = storageStart
            walk = nil
            return
        }
        let last = Self.lastElement(shape, strides, offset)
        guard let last, last < storage.count else {
            throw FledgeError(
                .data, at: place, "the tensor reaches beyond its storage",
                expected: "elements within the \(storage.count) of the storage",
                found: "shape \(shape), strides \(strides), offset \(offset)")
        }
        start = storageStart + offset * storage.elementType.byteCount
        walk = Self.merged(shape, strides)
    }

    /// The size of all elements if stored contiguously. The products of all leading sizes fit too.
    private static func byteCount(_ type: TensorElementType, _ shape: [Int], place: String) throws -> Int {
        try ([type.byteCount] + shape).reduce(1) { product, size in
            let (result, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow else {
                throw FledgeError(
                    .data, at: place, "the tensor is larger than memory can be",
                    expected: "at most \(Int.max) bytes", found: "\(type.rawValue) \(shape)")
            }
            return result
        }
    }

    /// The index of the last element within the storage; `nil` if it overflows. No size may be 0.
    private static func lastElement(_ shape: [Int], _ strides: [Int], _ offset: Int) -> Int? {
        var last = offset
        for (size, stride) in zip(shape, strides) {
            let (step, stepOverflow) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, sumOverflow) = last.addingReportingOverflow(step)
            guard !stepOverflow, !sumOverflow else { return nil }
            last = sum
        }
        return last
    }

    private static func merged(_ shape: [Int], _ strides: [Int]) -> [(size: Int, stride: Int)] {
        var walk: [(size: Int, stride: Int)] = []
        for (size, stride) in zip(shape, strides) where size > 1 {
            // Both are at most twice the storage's size, since `lastElement` lies within it.
            if let slower = walk.last, slower.stride == stride * size {
                walk[walk.count - 1] = (slower.size * size, stride)
            } else {
                walk.append((size, stride))
            }
        }
        return walk.isEmpty ? [(1, 1)] : walk
    }
}
