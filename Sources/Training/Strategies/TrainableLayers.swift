import Encoders
import TaskHeads
import TensorKernels

/// Which part of a model learns.
public enum TrainableLayers: Sendable, Equatable {
    /// Everything.
    case all
    /// The head and so many layers from the top of the encoder.
    case top(Int)
    /// The head alone, on features that the frozen encoder gives once.
    case headOnly

    /// Whether a parameter is trained.
    func contains(_ parameter: String, of encoder: EncoderConfiguration) -> Bool {
        guard let layer = encoder.layer(ofParameter: parameter) else { return true }
        switch self {
        case .all: return true
        case .top(let count): return layer >= max(encoder.layerCount - count, 0)
        case .headOnly: return false
        }
    }

    /// In words, for people.
    public var description: String {
        switch self {
        case .all: "all layers"
        case .top(let count): "the head and the top \(count) of the encoder's layers"
        case .headOnly: "the head, on features of the frozen encoder"
        }
    }
}

/// In files: `"all"`, `"head"`, or the number of layers from the top.
extension TrainableLayers: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self) {
            self = .top(count)
            return
        }
        switch try container.decode(String.self) {
        case "all": self = .all
        case "head": self = .headOnly
        case let word:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected all, head or a number of layers, found \(word)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .all: try container.encode("all")
        case .headOnly: try container.encode("head")
        case .top(let count): try container.encode(count)
        }
    }
}
