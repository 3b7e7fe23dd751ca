import CTensorKernels
import TensorKernels

/// The shape of a matrix multiplication: a result of `rows` by `columns` with sums over `depth` terms.
struct Shape: Sendable {
    /// The place in a model that has this shape.
    let use: String
    let rows: Int, columns: Int, depth: Int

    var operations: Double { 2 * Double(rows) * Double(columns) * Double(depth) }

    /// The linear layers of MiniLM (hidden size 384) and of BERT base (768), for batches of different numbers of tokens,
    /// and the gradient of a weight.
    static let all: [Shape] = [(384, [16, 128, 2048]), (768, [128, 2048])].flatMap { hidden, batches in
        batches.flatMap { tokens in
            [
                Shape(use: "query, key, value", rows: tokens, columns: 3 * hidden, depth: hidden),
                Shape(use: "attention output", rows: tokens, columns: hidden, depth: hidden),
                Shape(use: "intermediate", rows: tokens, columns: 4 * hidden, depth: hidden),
                Shape(use: "output", rows: tokens, columns: hidden, depth: 4 * hidden),
            ]
        } + [Shape(use: "weight gradient", rows: 4 * hidden, columns: hidden, depth: 2048)]
    }
}

/// An implementation of matrix multiplication: prepares the operands of a shape and returns the closure to time.
struct ProductKernel: Sendable {
    let name: String
    let prepare: @Sendable (Shape) -> () -> Void

    static let all = [
        ProductKernel(name: "fp32", prepare: single), ProductKernel(name: "bf16", prepare: bfloat16),
        ProductKernel(name: "int8", prepare: integers),
    ]

    /// The multiplication of linear layers in single precision.
    private static func single(_ shape: Shape) -> () -> Void {
        let (team, arena) = (ThreadTeam(count: 1), Arena())
        let operands = Operands(shape)
        return {
            Linear.forward(
                Matrix(operands.left.start, rows: shape.rows, columns: shape.depth),
                weight: Matrix(operands.right.start, rows: shape.columns, columns: shape.depth),
                bias: operands.bias.start, into: Matrix(operands.out.start, rows: shape.rows, columns: shape.columns),
                arena: arena, on: team)
        }
    }

    /// Multiplication of packed operands.
    private static func bfloat16(_ shape: Shape) -> () -> Void {
        let operands = Operands(shape)
        let left = Elements<UInt16>(fledge_bf16_left_size(shape.rows, shape.depth), repeating: 0)
        let right = Elements<UInt16>(fledge_bf16_right_size(shape.columns, shape.depth), repeating: 0)
        fledge_bf16_pack_left(operands.leftSource, shape.rows, shape.depth, 0, shape.rows, left.start)
        fledge_bf16_pack_right(operands.rightSource, shape.columns, shape.depth, 0, shape.columns, right.start)
        return {
            var epilogue = operands.epilogue
            fledge_bf16_product(left.start, right.start, operands.whole, &epilogue)
        }
    }

    /// Multiplication of packed operands.
    private static func integers(_ shape: Shape) -> () -> Void {
        let operands = Operands(shape)
        let left = Elements<UInt8>(fledge_int8_left_size(shape.rows, shape.depth), repeating: 0)
        let right = Elements<Int8>(fledge_int8_right_size(shape.columns, shape.depth), repeating: 0)
        let leftScales = Elements<Float>(shape.rows, repeating: 0)
        let rightScales = Elements<Float>(shape.columns, repeating: 0)
        let corrections = Elements<Int32>(shape.columns, repeating: 0)
        fledge_int8_pack_left(operands.leftSource, shape.depth, 0, shape.rows, left.start, leftScales.start)
        fledge_int8_pack_right(
            operands.rightSource, shape.depth, 0, shape.columns, right.start, rightScales.start, corrections.start)
        return {
            var epilogue = operands.epilogue
            fledge_int8_product(
                left.start, leftScales.start, right.start, rightScales.start, corrections.start, operands.whole,
                &epilogue)
        }
    }
}

/// The operands of a matrix multiplication in single precision, its bias and its result.
private final class Operands {
    let shape: Shape
    let left: Elements<Float>, right: Elements<Float>, bias: Elements<Float>, out: Elements<Float>

    init(_ shape: Shape) {
        self.shape = shape
        left = Elements(random: shape.rows * shape.depth)
        right = Elements(random: shape.columns * shape.depth)
        bias = Elements(random: shape.columns)
        out = Elements(shape.rows * shape.columns, repeating: 0)
    }

    var leftSource: fledge_source { fledge_source(start: left.start, stride: shape.depth, transposed: 0) }
    var rightSource: fledge_source { fledge_source(start: right.start, stride: shape.depth, transposed: 0) }
    var whole: fledge_product_part {
        fledge_product_part(
            rows: shape.rows, columns: shape.columns, depth: shape.depth, first_row: 0, last_row: shape.rows,
            first_column: 0, last_column: shape.columns)
    }
    var epilogue: fledge_epilogue {
        var epilogue = fledge_epilogue()
        epilogue.bias = UnsafePointer(bias.start)
        epilogue.out = out.start
        epilogue.out_stride = shape.columns
        return epilogue
    }
}
