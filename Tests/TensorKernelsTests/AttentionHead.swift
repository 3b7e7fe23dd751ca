import CTensorKernels
import Foundation
import TestSupport
import Testing
import TileEmulation

/// One head of one sequence with random operands, computed by the kernels and by definition.
struct AttentionHead {
    /// The kernels of a computation: single precision, bfloat16 at the current level, or the kernels for matrix
    /// instructions with these emulated.
    enum Way {
        case singlePrecision, bf16, emulatedTiles
    }

    /// Numbers for each token: the result, then the gradients of query, key and value, and values that belong to no
    /// head.
    struct Results<Number: BinaryFloatingPoint> {
        var out: [Number], logSums: [Number], query: [Number], key: [Number], value: [Number], distances: [Number]

        /// The gradients and the result, with their names.
        var parts: [(name: String, numbers: [Number])] {
            [("out", out), ("query", query), ("key", key), ("value", value), ("distances", distances)]
        }
    }

    let length: Int
    let size: Int
    var query: [Float], key: [Float], value: [Float], outGradient: [Float]
    /// The biases by distance of key from query, with the distance 0 in the middle.
    var bias: [Float]?
    var dropoutProbability: Float = 0
    let dropoutKey: UInt64 = 77
    /// The masks of the rows cross from one half of the stream number to the other.
    let dropoutStream: UInt64 = (1 << 32) - 3
    var scale: Float
    /// The number of elements between the rows of all matrices.
    var gap = 7

    init(length: Int, size: Int, hasBias: Bool = false, dropoutProbability: Float = 0) {
        var generator = SeededGenerator(UInt64(1000 * length + size))
        (self.length, self.size, self.dropoutProbability) = (length, size, dropoutProbability)
        query = generator.floats(length * size)
        key = generator.floats(length * size)
        value = generator.floats(length * size)
        outGradient = generator.floats(length * size)
        bias = hasBias ? generator.floats(2 * length - 1) : nil
        scale = 1 / Float(size).squareRoot()
    }

    /// The value of memory that must not be touched.
    private static let mark: Float = -12345.5

    /// The results of the kernels. Their scratch memory initially holds garbage and has exactly the size that they
    /// requested.
    func computed(_ way: Way = .singlePrecision) -> Results<Float> {
        let (stride, outStride) = (3 * size + gap, size + gap)
        let memory = Memory()
        defer { withExtendedLifetime(memory) {} }
        let operands = memory.floats(interleaved([query, key, value]))
        let outGradient = memory.floats(interleaved([outGradient]))
        let biases = bias.map { memory.floats($0) }
        let out = memory.floats([Float](repeating: Self.mark, count: length * outStride))
        let gradient = memory.floats([Float](repeating: Self.mark, count: length * stride))
        let logSums = memory.floats([Float](repeating: .nan, count: length))
        let distances = bias.map { memory.floats([Float](repeating: .nan, count: $0.count)) }
        let nonsense = [Float](repeating: .nan, count: fledge_attention_scratch(length, size))
        var head = fledge_attention(
            query: operands, key: operands + size, value: operands + 2 * size, stride: stride, length: length,
            head_size: size, scale: scale, bias: biases.map { UnsafePointer($0 + length - 1) },
            is_bf16: way == .singlePrecision ? 0 : 1, dropout_probability: dropoutProbability,
            dropout_key: dropoutKey, dropout_stream: dropoutStream)
        if way == .emulatedTiles {
            #expect(emulated_attention_forward(&head, out, outStride, logSums, memory.floats(nonsense)) == 0)
            let refused = emulated_attention_backward(
                &head, outGradient, outStride, logSums, gradient, gradient + size, gradient + 2 * size, stride,
                distances, memory.floats(nonsense))
            #expect(refused == 0)
        } else {
            fledge_attention_forward(&head, out, outStride, logSums, memory.floats(nonsense))
            fledge_attention_backward(
                &head, outGradient, outStride, logSums, gradient, gradient + size, gradient + 2 * size, stride,
                distances, memory.floats(nonsense))
        }
        let gradients = separated(gradient, parts: 3)
        return Results(
            out: separated(out, parts: 1)[0], logSums: numbers(logSums, length), query: gradients[0],
            key: gradients[1], value: gradients[2], distances: distances.map { numbers($0, 2 * length - 1) } ?? [])
    }

    /// A separate allocation for each operand, all freed together.
    private final class Memory {
        private var blocks: [UnsafeMutableRawPointer] = []

        func floats(_ numbers: [Float]) -> UnsafeMutablePointer<Float> {
            let block = UnsafeMutableRawPointer.allocate(byteCount: 4 * numbers.count, alignment: 64)
            blocks.append(block)
            let floats = block.bindMemory(to: Float.self, capacity: numbers.count)
            floats.initialize(from: numbers, count: numbers.count)
            return floats
        }

        deinit { for block in blocks { block.deallocate() } }
    }

    private func numbers(_ start: UnsafeMutablePointer<Float>, _ count: Int) -> [Float] {
        Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Rows of several matrices side by side, followed by the gap.
    private func interleaved(_ matrices: [[Float]]) -> [Float] {
        var rows: [Float] = []
        for token in 0..<length {
            for matrix in matrices { rows += matrix[token * size..<(token + 1) * size] }
            rows += [Float](repeating: Self.mark, count: gap)
        }
        return rows
    }

    /// Separates the matrices again, and expects the gaps to be unchanged.
    private func separated(_ rows: UnsafeMutablePointer<Float>, parts: Int) -> [[Float]] {
        let stride = parts * size + gap
        var matrices = [[Float]](repeating: [], count: parts)
        for token in 0..<length {
            let row = rows + token * stride
            for part in 0..<parts { matrices[part] += numbers(row + part * size, size) }
            #expect(numbers(row + parts * size, gap).allSatisfy { $0 == Self.mark })
        }
        return matrices
    }
}
