import Encoders
import InputOutput
import TaskHeads
import TensorKernels

/// The part of a model that is trained.
public enum TrainableLayers: Sendable, Equatable {
    /// All parameters.
    case all
    /// The head and this many layers from the top of the encoder.
    case top(Int)
    /// The head alone, on features that the frozen encoder computes once.
    case headOnly
    /// The head, and the encoder parameters whose names match a pattern; `*` in a pattern stands for any text.
    case matching([String])

    /// Tells whether a parameter is trained.
    func contains(_ parameter: String, of encoder: EncoderConfiguration) -> Bool {
        guard let layer = encoder.layer(ofParameter: parameter) else { return true }
        switch self {
        case .all: return true
        case .top(let count): return layer >= max(encoder.layerCount - count, 0)
        case .headOnly: return false
        case .matching(let patterns): return patterns.contains { parameter.matches(pattern: $0) }
        }
    }

    /// Checks that the model has the layers that are to be trained.
    func requireFits(_ model: any TaskModel) throws {
        switch self {
        case .all, .headOnly: break
        case .top(let count):
            let layerCount = model.encoder.configuration.layerCount
            guard count > layerCount else { return }
            throw FledgeError(
                .usage, "there are more layers to train than the model has", expected: "at most \(layerCount)",
                found: "\(count)")
        case .matching(let patterns):
            let names = model.parameters.layout.entries.map(\.name)
            guard let pattern = patterns.first(where: { pattern in !names.contains { $0.matches(pattern: pattern) } })
            else { return }
            throw FledgeError(
                .usage, "no parameter matches the pattern \"\(pattern)\"",
                expected: "a part of a name such as \(names.first { $0.contains("layer") } ?? names[0])",
                advice: "list the names with: fledge inspect MODEL")
        }
    }

    /// A description for people.
    public var description: String {
        switch self {
        case .all: "all layers"
        case .top(let count): "the head and the top \(count) of the encoder's layers"
        case .headOnly: "the head, on features of the frozen encoder"
        case .matching(let patterns): "the head and parameters that match \(patterns.joined(separator: ", "))"
        }
    }
}

extension String {
    /// Tells whether some part of the string matches the pattern, in which `*` stands for any text.
    func matches(pattern: String) -> Bool {
        var rest = self[...]
        for part in pattern.split(separator: "*") {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

/// In files: `"all"`, `"head"`, the number of layers from the top, or a list of patterns.
extension TrainableLayers: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int.self) {
            self = .top(count)
            return
        }
        if let patterns = try? container.decode([String].self) {
            self = .matching(patterns)
            return
        }
        switch try container.decode(String.self) {
        case "all": self = .all
        case "head": self = .headOnly
        case let word:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected all, head, a number of layers or patterns, found \(word)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .all: try container.encode("all")
        case .headOnly: try container.encode("head")
        case .top(let count): try container.encode(count)
        case .matching(let patterns): try container.encode(patterns)
        }
    }
}
