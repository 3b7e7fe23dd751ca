import Inference
import InputOutput

/// A line of output: what the input said of a text, and what the model says.
struct LabelledLine {
    /// The input's JSON object, where it was one.
    let source: String?
    let text: String
    let prediction: TextClassifier.Prediction
    /// The names of all labels.
    let labels: [String]
    /// Whether a text may have several labels.
    let hasSeveral: Bool
    let showsScores: Bool
    let showsLogits: Bool

    private static let reservedNames: Set<String> = ["label", "score", "labels", "value", "scores", "logits"]

    /// One JSON object without line breaks.
    var json: String {
        var members = sourceMembers ?? ["\"text\":\(JSONValue.quoted(text))"]
        if let value = prediction.value {
            members.append("\"value\":\(value)")
        } else if hasSeveral {
            members.append("\"labels\":[\(prediction.labels.map(JSONValue.quoted).joined(separator: ","))]")
        } else {
            members.append("\"label\":\(JSONValue.quoted(prediction.label))")
            members.append("\"score\":\(prediction.score)")
        }
        if showsScores || hasSeveral, prediction.value == nil {
            members.append("\"scores\":\(byLabel(prediction.scores))")
        }
        if showsLogits { members.append("\"logits\":\(byLabel(prediction.logits))") }
        return "{\(members.joined(separator: ","))}"
    }

    private func byLabel(_ values: [Float]) -> String {
        let members = zip(labels, values).map { "\(JSONValue.quoted($0)):\($1)" }
        return "{\(members.joined(separator: ","))}"
    }

    /// The input's members as they were written, in their order, those with our names renamed.
    private var sourceMembers: [String]? {
        guard let source else { return nil }
        guard let members = try? JSONMembers(of: source) else { return nil }
        let taken = Set(members.map(\.name))
        return members.map { member in
            var name = member.name
            if Self.reservedNames.contains(name) {
                repeat { name = "input_\(name)" } while taken.contains(name)
            }
            return "\(JSONValue.quoted(name)):\(member.value)"
        }
    }
}
