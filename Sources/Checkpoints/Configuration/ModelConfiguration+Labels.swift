import InputOutput

extension ModelConfiguration {
    /// The names of the classes in the order of the model's outputs, from `id2label`; `nil` if it is missing.
    ///
    /// A name may be a number, as in `{"0": 0, "1": 1}`; it is converted to text.
    ///
    /// - Throws: ``FledgeError`` with category `data` at `path: id2label` if the keys are not "0", "1" and so on
    ///   without gaps, or a name is neither a string nor a number.
    public var labels: [String]? {
        get throws {
            guard let value = values["id2label"], value != .null else { return nil }
            let place = "\(path): id2label"
            guard let names = value.objectValue else {
                throw FledgeError(
                    .data, at: place, "the setting has the wrong type",
                    expected: "an object with a name for each class", found: value.excerpt)
            }
            return try (0..<names.count).map { index in
                guard let name = names[String(index)] else {
                    throw FledgeError(
                        .data, at: place, "the class \(index) has no name",
                        expected: "the keys \"0\" to \"\(names.count - 1)\"",
                        found: names.keys.sorted().prefix(10).map { "\"\($0)\"" }.joined(separator: ", "))
                }
                switch name {
                case .string(let text): return text
                case .integer, .number: return name.excerpt
                default:
                    throw FledgeError(
                        .data, at: place, "the name of class \(index) is not a string",
                        expected: "a string or a number", found: name.excerpt)
                }
            }
        }
    }

    /// The names of the classes from `label2id`; `nil` if it is missing, or its numbers are not 0, 1 and so on, each
    /// once.
    var invertedLabels: [String]? {
        guard let numbers = values["label2id"]?.objectValue, !numbers.isEmpty else { return nil }
        var labels = [String?](repeating: nil, count: numbers.count)
        for (name, value) in numbers {
            guard let index = value.integerValue ?? value.stringValue.flatMap(Int.init), labels.indices.contains(index),
                labels[index] == nil
            else { return nil }
            labels[index] = name
        }
        return labels.compactMap(\.self)
    }

    /// Writes the names of the classes to `id2label` and `label2id`, and removes `num_labels`, which would be
    /// redundant. If a name occurs twice, `label2id` maps it to the first class.
    public mutating func setLabels(_ labels: [String]) {
        let indexed = labels.enumerated()
        values["id2label"] = .object(Dictionary(uniqueKeysWithValues: indexed.map { (String($0), .string($1)) }))
        values["label2id"] = .object(Dictionary(indexed.map { ($1, .integer($0)) }) { first, _ in first })
        values["num_labels"] = nil
    }
}
