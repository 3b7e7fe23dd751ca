import Datasets
import InputOutput

extension LabelColumn {
    /// The table cells of a value, as text. Numbers are written in the shortest form that reads back as the same value.
    func cells(_ value: LabelValue) -> [String] {
        switch value {
        case .absent: [String](repeating: "", count: tableNames.count)
        case .text(let text): [text]
        case .number(let number): ["\(number)"]
        case .labels(let labels): [LabelList.joined(labels) ?? ""]
        case .numbers(let numbers): numbers.map { "\($0)" }
        case .json(let json): [json]
        case .lines(let lines): [lines.joined(separator: "\n")]
        }
    }

    /// A value as JSON.
    func json(_ value: LabelValue) -> String {
        switch (value, kind) {
        case (.absent, _): "null"
        case (.text(let text), _): JSONValue.quoted(text)
        case (.number(let number), _): "\(number)"
        case (.labels(let labels), _): "[\(labels.map(JSONValue.quoted).joined(separator: ","))]"
        case (.numbers(let numbers), .numbers(let names)):
            "{\(zip(names, numbers).map { "\(JSONValue.quoted($0)):\($1)" }.joined(separator: ","))}"
        case (.numbers(let numbers), _): "[\(numbers.map { "\($0)" }.joined(separator: ","))]"
        case (.json(let json), _): json
        case (.lines(let lines), _): "[\(lines.map(JSONValue.quoted).joined(separator: ","))]"
        }
    }
}
