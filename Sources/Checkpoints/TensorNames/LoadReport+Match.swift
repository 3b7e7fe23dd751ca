import InputOutput

extension LoadReport {
    /// Compares the tensors of a checkpoint with those that a model wants, by their canonical names.
    ///
    /// - Parameters:
    ///   - source: The checkpoint.
    ///   - wanted: The model's tensors by their canonical names.
    ///   - mayBeNew: Whether a tensor of the model may be absent from the checkpoint, as that of a new head may.
    ///   - mayBeUnused: Whether a tensor of the checkpoint may be left over, besides those that are known to be unused;
    ///     for instance the pooler, where the model has none.
    ///   - allowance: What else may be missing or left over, by the user's leave.
    ///   - names: How the model's family names its tensors.
    /// - Returns: The report, and the name in the checkpoint of each tensor that it lists as loaded.
    /// - Throws: ``FledgeError`` with category `data` where two tensors of the checkpoint have one canonical name.
    public static func match(
        source: any WeightsSource, wanted: [(name: String, shape: [Int])], mayBeNew: (String) -> Bool,
        mayBeUnused: (String) -> Bool = { _ in false }, allowance: LoadAllowance = LoadAllowance(),
        names: any TensorNameTable.Type = BERTTensorNames.self
    ) throws -> (report: LoadReport, mapping: [String: String]) {
        let fileNames = try canonicalNames(of: source, names)
        var report = LoadReport()
        var mapping: [String: String] = [:]
        for (name, shape) in wanted {
            guard let fileName = fileNames[name], let tensor = source.tensor(named: fileName) else {
                if mayBeNew(name) || allowance.allowsMissing(name) {
                    report.newlyInitialised.append(name)
                } else {
                    report.missing.append(NamedShape(name: name, shape: shape))
                }
                continue
            }
            if tensor.shape == shape {
                report.loaded.append(name)
                mapping[name] = fileName
            } else {
                report.misShaped.append(
                    ShapeMismatch(
                        name: name, expected: shape, found: tensor.shape,
                        place: "\(tensor.file): tensor \(fileName)"))
            }
        }
        let wantedNames = Set(wanted.map(\.name))
        for tensor in source.allTensors {
            let name = names.canonical(tensor.name)
            if wantedNames.contains(name) { continue }
            if names.isKnownUnused(name) || mayBeUnused(name) || allowance.allowsUnexpected(name) {
                report.knownUnused.append(name)
            } else {
                report.unexpected.append(NamedShape(name: name, shape: tensor.shape))
            }
        }
        return (report, mapping)
    }

    /// The file's name for each canonical name.
    private static func canonicalNames(
        of source: any WeightsSource, _ names: any TensorNameTable.Type
    ) throws -> [String: String] {
        var fileNames: [String: String] = [:]
        for tensor in source.allTensors {
            let name = names.canonical(tensor.name)
            if let other = fileNames.updateValue(tensor.name, forKey: name) {
                throw FledgeError(
                    .data, at: source.path, "two tensors of the checkpoint stand for the same one",
                    expected: "one tensor for \(name)", found: "\(other) and \(tensor.name)",
                    advice: "remove the one that the model does not use")
            }
        }
        return fileNames
    }

    /// Makes sure that nothing is missing, unexpected or of another shape.
    ///
    /// - Parameter path: The checkpoint, for the message.
    /// - Throws: ``FledgeError`` with category `data` that lists up to ten of the tensors in question.
    public func requireComplete(path: String) throws {
        if isComplete { return }
        let counts = [
            (misShaped.count, "of another shape"), (missing.count, "missing"), (unexpected.count, "unexpected"),
        ]
        let lines =
            misShaped.map { "\($0.name) \($0.found) where the model has \($0.expected)" }
            + missing.map { "no \($0.name) \($0.shape)" }
            + unexpected.map { "\($0.name) \($0.shape), which the model does not have" }
        let rest = lines.count > 10 ? ["and \(lines.count - 10) more"] : []
        throw FledgeError(
            .data, at: path,
            "the weights do not fit the model: "
                + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", "),
            found: (lines.prefix(10) + rest).joined(separator: "\n            "),
            advice: "check that config.json belongs to these weights and that the number of classes is the same"
                + (misShaped.isEmpty
                    ? "; where it is meant so, allow it by a pattern of names: --allow-missing, --allow-unexpected"
                    : ""))
    }
}
