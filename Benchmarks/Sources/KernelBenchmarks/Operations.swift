import CTensorKernels
import TensorKernels

/// An operation other than matrix multiplication, on data of a typical size.
struct Operation {
    let name: String
    /// The number of elements, the unit of its speed.
    let elements: Int
    /// Restores what the operation overwrites; not timed.
    let prepare: () -> Void
    let run: () -> Void

    init(_ name: String, elements: Int, prepare: @escaping () -> Void = {}, run: @escaping () -> Void) {
        (self.name, self.elements, self.prepare, self.run) = (name, elements, prepare, run)
    }

    static var all: [Operation] {
        layerNorms() + activations() + attentions() + [dropout(), adamW()] + packs()
    }

    // The part of a batch that one thread processes: its matrices stay in the processor's cache.
    private static let rows = 256, hidden = 384, intermediate = 1536

    private static func layerNorms() -> [Operation] {
        let count = rows * hidden
        let (input, output) = (Elements(random: count), Elements<Float>(count, repeating: 0))
        let (weight, bias) = (Elements(random: hidden), Elements(random: hidden))
        let (means, deviations) = (Elements<Float>(rows, repeating: 0), Elements<Float>(rows, repeating: 1))
        let (slope, gradient) = (Elements(random: count), Elements(random: count))
        let (weightGradient, biasGradient) = (Elements(random: hidden), Elements(random: hidden))
        return [
            Operation("LayerNorm", elements: count) {
                fledge_layer_norm(
                    input.start, weight.start, bias.start, 1e-12, output.start, means.start, deviations.start, rows,
                    hidden)
            },
            Operation(
                "LayerNorm, backward", elements: count, prepare: { gradient.copy(slope) },
                run: {
                    fledge_layer_norm_parameter_gradients(
                        input.start, means.start, deviations.start, gradient.start, weightGradient.start,
                        biasGradient.start, rows, hidden, 0, hidden)
                    fledge_layer_norm_backward(
                        input.start, weight.start, means.start, deviations.start, gradient.start, rows, hidden)
                }),
        ]
    }

    private static func activations() -> [Operation] {
        let count = rows * intermediate
        let (input, output) = (Elements(random: count), Elements<Float>(count, repeating: 0))
        let (slope, gradient) = (Elements(random: count), Elements(random: count))
        return [
            Operation("GELU", elements: count) { fledge_gelu(input.start, output.start, count) },
            Operation(
                "GELU, backward", elements: count, prepare: { gradient.copy(slope) },
                run: { fledge_gelu_backward(input.start, gradient.start, output.start, count) }),
            Operation("GELU by tanh", elements: count) { fledge_gelu_tanh(input.start, output.start, count) },
        ]
    }

    /// Elements are pairs of tokens in each head.
    private static func attentions() -> [Operation] {
        [16, 128, 512].flatMap { length in
            let attention = SelfAttention(headCount: 12, headSize: 32)
            let team = ThreadTeam(count: 1)
            let projections = Elements(random: length * 3 * hidden)
            let output = Elements<Float>(length * hidden, repeating: 0)
            let sums = Elements<Float>(length * attention.headCount, repeating: 0)
            let slope = Elements(random: length * hidden)
            let gradient = Elements<Float>(length * 3 * hidden, repeating: 0)
            let arena = Arena()
            func matrix(_ elements: Elements<Float>) -> Matrix {
                Matrix(elements.start, rows: length, columns: elements.count / length)
            }
            func forward() {
                arena.reset()
                attention.forward(
                    matrix(projections), offsets: [0, length], into: matrix(output), logSums: sums.start, dropout: nil,
                    arena: arena, on: team)
            }
            let pairs = attention.headCount * length * length
            forward()
            return [
                Operation("attention of \(length) tokens", elements: pairs, run: forward),
                Operation("attention of \(length) tokens, backward", elements: pairs) {
                    arena.reset()
                    attention.backward(
                        matrix(slope), projections: matrix(projections), offsets: [0, length], logSums: sums.start,
                        dropout: nil, into: matrix(gradient), arena: arena, on: team)
                },
            ]
        }
    }

    private static func dropout() -> Operation {
        let count = rows * hidden
        let (input, elements) = (Elements(random: count), Elements(random: count))
        return Operation(
            "dropout", elements: count, prepare: { elements.copy(input) },
            run: { fledge_dropout(elements.start, count, 0.1, 1, 2) })
    }

    private static func adamW() -> Operation {
        let count = 1 << 20
        let (parameters, slope) = (Elements(random: count), Elements(random: count))
        let (gradients, first) = (Elements(random: count), Elements<Float>(count, repeating: 0.01))
        let second = Elements<Float>(count, repeating: 0.01)
        let settings = fledge_adamw_settings(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
        let rates = fledge_adamw_rates(decay: 0.9999, step_size: 2e-5, root_factor: 1.4)
        return Operation(
            "AdamW", elements: count, prepare: { gradients.copy(slope) },
            run: {
                var (settings, rates) = (settings, rates)
                fledge_adamw(
                    &settings, &rates, 1, parameters.start, gradients.start, first.start, second.start, count)
            })
    }

    private static func packs() -> [Operation] {
        let count = rows * intermediate
        let input = Elements(random: count)
        let source = fledge_source(start: input.start, stride: intermediate, transposed: 0)
        let halves = Elements<UInt16>(fledge_bf16_left_size(rows, intermediate), repeating: 0)
        let bytes = Elements<UInt8>(fledge_int8_left_size(rows, intermediate), repeating: 0)
        let scales = Elements<Float>(rows, repeating: 0)
        return [
            Operation("packing in bf16", elements: count) {
                withExtendedLifetime(input) {
                    fledge_bf16_pack_left(source, rows, intermediate, 0, rows, halves.start)
                }
            },
            Operation("packing in int8", elements: count) {
                withExtendedLifetime(input) {
                    fledge_int8_pack_left(source, intermediate, 0, rows, bytes.start, scales.start)
                }
            },
        ]
    }
}
