import CTensorKernels
import InputOutput

/// The precision of the matrix multiplications in a model's linear layers and attention. Sums, normalizations, softmax,
/// loss and the trained weights are always in single precision.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// Single precision over OpenBLAS: the reference.
    case fp32
    /// Operands rounded to bfloat16, which has the range of single precision and 8 bits of significand.
    case bf16
    /// Operands as 8-bit integers, with a scale for each output of a weight and each token of an activation; for
    /// inference only. Attention is computed in bfloat16.
    case int8

    /// The purpose that a model is loaded for.
    public enum Use: Sendable {
        case training, inference
    }

    /// A precision and why it was chosen.
    public struct Choice: Sendable, Equatable {
        public let precision: Precision
        /// An explanation for people.
        public let reason: String

        public init(precision: Precision, reason: String) {
            self.precision = precision
            self.reason = reason
        }
    }

    /// Chooses the precision to compute in.
    ///
    /// - Parameters:
    ///   - requested: The user's choice; `nil` for the fastest precision on this processor whose results stay close to
    ///     single precision whatever the data, which excludes ``int8``.
    ///   - isQuantized: True if the weights are already 8-bit integers; `nil` then means ``int8`` for inference, if the
    ///     processor is fast at it.
    /// - Throws: `FledgeError` with category `usage` if the requested precision does not fit the purpose.
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
            return Choice(precision: .int8, reason: "the model is quantized")
        }
        return bf16.isFast
            ? Choice(precision: .bf16, reason: "the fastest on this processor that keeps to fp32's results")
            : Choice(precision: .fp32, reason: fp32Reason)
    }

    private static var fp32Reason: String {
        Processor.isPortable
            ? "AVX2 is not available, and everything takes several times as long"
            : "this processor has no fast instructions for bf16"
    }

    /// True if this processor, at the kernel level in use, computes in this precision at least as fast as in single
    /// precision.
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
