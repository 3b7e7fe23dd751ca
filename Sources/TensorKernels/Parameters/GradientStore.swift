/// The gradients of the trainable parameters, laid out as the parameters are but without the frozen ones.
///
/// A frozen parameter has no gradient: its pointer is `nil`, and operations leave it out.
public final class GradientStore: @unchecked Sendable {
    /// A stretch of trainable parameters that lie side by side.
    public struct Segment: Sendable {
        /// Where the stretch begins among the parameters.
        public let parameterOffset: Int
        /// Where it begins among the gradients (and the optimiser's moments).
        public let gradientOffset: Int
        public let count: Int

        public init(parameterOffset: Int, gradientOffset: Int, count: Int) {
            self.parameterOffset = parameterOffset
            self.gradientOffset = gradientOffset
            self.count = count
        }
    }

    public let layout: ParameterLayout
    /// The number of floats that hold all gradients, alignment included.
    public let count: Int
    private let offsets: [Int?]
    private let buffer: FloatBuffer

    /// Zero gradients for the parameters that `isTrainable` names.
    public init(layout: ParameterLayout, isTrainable: (ParameterLayout.Entry) -> Bool) {
        self.layout = layout
        var offsets: [Int?] = []
        var count = 0
        var previous: ParameterLayout.Entry?
        for entry in layout.entries {
            guard isTrainable(entry) else {
                offsets.append(nil)
                previous = nil
                continue
            }
            // Gaps between trainable neighbours are kept, so that what is fused among parameters is fused here.
            if let previous { count += entry.offset - previous.range.upperBound } else { count = (count + 15) & ~15 }
            offsets.append(count)
            count += entry.count
            previous = entry
        }
        self.offsets = offsets
        self.count = count
        buffer = FloatBuffer(count: count)
    }

    public var start: UnsafeMutablePointer<Float> { buffer.start }

    /// Where a parameter's gradient begins; `nil` for a frozen parameter.
    public func offset(_ index: ParameterLayout.Index) -> Int? { offsets[index.position] }

    /// The first element of a parameter's gradient; `nil` for a frozen parameter.
    public func pointer(_ index: ParameterLayout.Index) -> UnsafeMutablePointer<Float>? {
        offsets[index.position].map { buffer.start + $0 }
    }

    /// A parameter's gradient as a matrix, over fused neighbours where `rows` says so; `nil` for a frozen parameter.
    ///
    /// Fused parameters are frozen together or not at all.
    public func matrix(_ index: ParameterLayout.Index, rows: Int, columns: Int) -> Matrix? {
        let fusedCount = rows * columns / layout[index].count
        precondition(
            (0..<fusedCount).allSatisfy { (offsets[index.position + $0] == nil) == (offsets[index.position] == nil) },
            "\(layout[index].name) and its fused neighbours must be frozen together")
        return pointer(index).map { Matrix($0, rows: rows, columns: columns) }
    }

    /// Whether a parameter is trained.
    public func isTrainable(_ index: ParameterLayout.Index) -> Bool { offsets[index.position] != nil }

    /// Sets every gradient to zero.
    public func clear() { start.update(repeating: 0, count: count) }
}
