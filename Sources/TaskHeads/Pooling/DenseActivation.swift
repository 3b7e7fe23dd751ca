import Foundation
import TensorKernels

/// The activations of linear modules, by their names in PyTorch, with PyTorch's default parameters.
enum DenseActivation: String, CaseIterable {
    case identity = "Identity"
    case tanh = "Tanh"
    case relu = "ReLU"
    case gelu = "GELU"
    case sigmoid = "Sigmoid"
    case silu = "SiLU"
    case mish = "Mish"
    case elu = "ELU"
    case celu = "CELU"
    case selu = "SELU"
    case leakyReLU = "LeakyReLU"
    case relu6 = "ReLU6"
    case softplus = "Softplus"
    case softsign = "Softsign"
    case hardtanh = "Hardtanh"
    case hardsigmoid = "Hardsigmoid"
    case hardswish = "Hardswish"
    case logSigmoid = "LogSigmoid"
    case tanhshrink = "Tanhshrink"

    /// Applies the activation to each element.
    func apply(to matrix: Matrix) {
        switch self {
        case .identity: return
        case .tanh: matrix.tanh()
        default: for index in 0..<matrix.count { matrix.start[index] = value(matrix.start[index]) }
        }
    }

    private func value(_ x: Float) -> Float {
        let sigmoid = 1 / (1 + exp(-x))
        let softplus = x > 20 ? x : log1p(exp(x))
        return switch self {
        case .identity: x
        case .tanh: Foundation.tanh(x)
        case .relu: Swift.max(x, 0)
        case .gelu: x / 2 * (1 + erf(x / Float(2).squareRoot()))
        case .sigmoid: sigmoid
        case .silu: x * sigmoid
        case .mish: x * Foundation.tanh(softplus)
        case .elu, .celu: x > 0 ? x : expm1(x)
        case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x))
        case .leakyReLU: x > 0 ? x : 0.01 * x
        case .relu6: Swift.min(Swift.max(x, 0), 6)
        case .softplus: softplus
        case .softsign: x / (1 + abs(x))
        case .hardtanh: Swift.min(Swift.max(x, -1), 1)
        case .hardsigmoid: Swift.min(Swift.max(x / 6 + 0.5, 0), 1)
        case .hardswish: x * Swift.min(Swift.max(x / 6 + 0.5, 0), 1)
        case .logSigmoid: Swift.min(x, 0) - log1p(exp(-abs(x)))
        case .tanhshrink: x - Foundation.tanh(x)
        }
    }
}
