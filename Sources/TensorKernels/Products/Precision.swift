import CTensorKernels
import InputOutput

/// The arithmetic in which the products of a model's linear layers and of its attention are computed. Sums,
/// normalisations, softmax, loss and the weights that are trained are in single precision always.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// Single precision over OpenBLAS: the reference.
    case fp32
    /// Operands rounded to bfloat16, which has the range of single precision and 8 bits of its fraction.
    case bf16
    /// Operands in 8-bit integers, weights with a scale for each output and activations with one for each token; for
    /// inference. Attention is computed in bfloat16.
    case int8

    /// What a model is loaded for.
    public enum Use: Sendable {
        case training, inference
    }

    /// A precision and why it was chosen.
    public struct Choice: Sendable, Equatable {
        public let precision: Precision
        /// In words, for people.
        public let reason: String

        public init(precision: Precision, reason: String) {
            self.precision = precision
            self.reason = reason
        }
    }

    /// The precision to compute in.
    ///
    /// - Parameters:
    ///   - requested: What the user asks for; `nil` for the fastest on this processor of those whose results stay close to
    ///     single precision without a look at the data, which rules out ``int8``.
    ///   - isQuantized: Whether the weights are 8-bit integers already; then `nil` stands for ``int8`` in inference.
    /// - Throws: `FledgeError` with category `usage` where the request does not fit the use.
    public static func choice(_ requested: Precision?, for use: Use, isQuantized: Bool = false) throws -> Choice {
        if let requested {
            guard requested != .int8 || use == .inference else {
                throw FledgeError(
                    .usage, "int8 is a precision for inference", expected: "auto, fp32 or bf16", found: "int8",
                    advice: "train in bf16, then label with --precision int8")
            }
            return Choice(precision: requested, reason: requested.isFast ? "as asked" : requested.slowness)
        }
        if isQuantized, use == .inference, int8.isFast {
            return Choice(precision: .int8, reason: "the model is quantised")
        }
        return bf16.isFast
            ? Choice(precision: .bf16, reason: "the fastest on this processor that keeps to fp32's results")
            : Choice(precision: .fp32, reason: "this processor has no fast instructions for bf16")
    }

    /// Whether this processor, at the level in force, computes in it at least as fast as in single precision.
    public var isFast: Bool {
        switch self {
        case .fp32: true
        case .bf16: fledge_bf16_is_fast() != 0
        case .int8: fledge_int8_is_fast() != 0
        }
    }

    private var slowness: String {
        "as asked; this processor has no fast instructions for it, so that fp32 may be faster"
    }
}
