import InputOutput

/// A tensor of a TensorFlow checkpoint, with its type, shape and location checked against each other.
struct BundleTensor {
    /// The name in PyTorch.
    let name: String
    /// The name in the checkpoint.
    let variableName: String
    let elementType: TensorElementType
    /// The shape stored in the file.
    let storedShape: [Int]
    /// True if the tensor is the transpose of the matrix in the file.
    let isTransposed: Bool
    /// The index of the file that contains the elements.
    let shard: Int
    /// The bytes of its elements in that file.
    let byteRange: Range<Int>
    /// The masked CRC-32C of these bytes.
    let check: UInt32

    /// The shape in PyTorch.
    var shape: [Int] { isTransposed ? storedShape.reversed() : storedShape }

    /// Checks the entry in the index, but not the file that contains the elements.
    ///
    /// - Parameters:
    ///   - path: The path of the index, for messages.
    ///   - variableName: The variable's name in the checkpoint.
    ///   - isKernel: True if the tensor is the transpose of the variable, if that is a matrix.
    init(
        name: String, variableName: String, isKernel: Bool, entry: BundleEntry, shardCount: Int, path: String
    ) throws {
        let place = "\(path): tensor \(variableName)"
        guard let elementType = TensorFlowElementType.elementType(entry.elementTypeNumber) else {
            throw FledgeError(
                .data, at: place, "the type of the tensor's elements is unknown",
                expected: "a number of TensorFlow's DataType", found: "\(entry.elementTypeNumber)")
        }
        guard !entry.isPartitioned else {
            throw FledgeError(
                .data, at: place, "the tensor is partitioned into several pieces, which cannot be read",
                advice: "load the checkpoint with TensorFlow and save it again without a partitioner")
        }
        let stored = entry.shape.map { Int(clamping: $0) }
        guard let size = Self.byteCount(of: elementType, shape: stored) else {
            throw FledgeError(
                .data, at: place, "the shape is out of range",
                expected: "sizes from 0 whose product fits the memory", found: "\(stored)")
        }
        guard entry.byteCount == Int64(size) else {
            throw FledgeError(
                .data, at: place, "the number of bytes does not fit the shape",
                expected: "\(size) bytes for \(elementType.rawValue) \(stored)", found: "\(entry.byteCount) bytes")
        }
        guard entry.offset >= 0, entry.offset <= Int64.max - entry.byteCount else {
            throw FledgeError(
                .data, at: place, "the place of the tensor's elements is out of range",
                expected: "an offset from 0", found: "\(entry.offset)")
        }
        guard (0..<shardCount).contains(entry.shard) else {
            throw FledgeError(
                .data, at: place, "the tensor is in a shard that there is not",
                expected: "a number from 0 to \(shardCount - 1)", found: "\(entry.shard)")
        }
        guard !isKernel || stored.count <= 2 else {
            throw FledgeError(
                .data, at: place, "the kernel is no matrix, and what it means in PyTorch is unknown",
                expected: "2 dimensions", found: "\(stored)")
        }
        self.name = name
        self.variableName = variableName
        self.elementType = elementType
        storedShape = stored
        isTransposed = isKernel && stored.count == 2
        shard = entry.shard
        byteRange = Int(entry.offset)..<(Int(entry.offset) + size)
        check = entry.check
    }

    /// The number of bytes; `nil` if a size is negative or the product is too large.
    private static func byteCount(of type: TensorElementType, shape: [Int]) -> Int? {
        var count = type.byteCount
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}
