import Inference
import InputOutput

/// A line of output: what the input said of a text, and what the model says.
struct LabelledLine {
    /// The input's JSON object, where it was one.
    let source: String?
    let text: String
    let prediction: TextClassifier.Prediction
    /// The names of all labels, where all scores are wanted.
    let labels: [String]?

    private static let reservedNames: Set<String> = ["label", "score", "scores"]

    /// One JSON object without line breaks.
    var json: String {
        var members = sourceMembers ?? ["\"text\":\(JSONValue.quoted(text))"]
        members.append("\"label\":\(JSONValue.quoted(prediction.label))")
        members.append("\"score\":\(prediction.score)")
        if let labels {
            let scores = zip(labels, prediction.scores).map { "\(JSONValue.quoted($0)):\($1)" }
            members.append("\"scores\":{\(scores.joined(separator: ","))}")
        }
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
