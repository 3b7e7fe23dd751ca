import InputOutput

/// Weights of the classes in the loss, so that rare classes are not drowned out.
public enum ClassWeights: Sendable, Equatable {
    case none
    /// The number of rows divided by the number of classes and by the number of the class's rows.
    case balanced
    /// By class name; 1 for classes that are not named.
    case given([String: Double])

    /// The weights in label order; `nil` for none.
    ///
    /// - Parameter counts: The number of rows of each label.
    /// - Throws: `FledgeError` for a weight of a label that does not exist.
    func values(labels: [String], counts: [Int]) throws -> [Double]? {
        switch self {
        case .none: return nil
        case .balanced:
            let whole = Double(counts.reduce(0, +))
            return counts.map { $0 == 0 ? 0 : whole / Double(labels.count * $0) }
        case .given(let weights):
            if let unknown = weights.keys.sorted().first(where: { !labels.contains($0) }) {
                throw FledgeError(
                    .usage, "there is a class weight for \"\(unknown)\", which does not occur in the training data",
                    expected: "one of \(labels.joined(separator: ", "))")
            }
            return labels.map { weights[$0] ?? 1 }
        }
    }
}

/// In files: `"none"`, `"balanced"`, or an object of numbers.
extension ClassWeights: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let weights = try? container.decode([String: Double].self) {
            self = .given(weights)
            return
        }
        switch try container.decode(String.self) {
        case "none": self = .none
        case "balanced": self = .balanced
        case let word:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected none, balanced or weights by class, found \(word)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .none: try container.encode("none")
        case .balanced: try container.encode("balanced")
        case .given(let weights): try container.encode(weights)
        }
    }
}
