import InputOutput

extension LoadReport {
    /// Compares the tensors of a checkpoint with those that a model needs, by their canonical names.
    ///
    /// - Parameters:
    ///   - source: The checkpoint.
    ///   - wanted: The model's tensors by their canonical names.
    ///   - mayBeNew: Returns true for tensors of the model that may be missing from the checkpoint, such as those of a
    ///     new head.
    ///   - mayBeUnused: Returns true for tensors of the checkpoint that may be unused, besides those known to be
    ///     unused; for instance the pooler, if the model has none.
    ///   - allowance: Further missing or surplus tensors that the user allows.
    ///   - names: The tensor names of the model's family.
    /// - Returns: The report, and the checkpoint's name of each tensor that it lists as loaded.
    /// - Throws: ``FledgeError`` with category `data` if two tensors of the checkpoint have the same canonical name.
    public static func match(
        source: any WeightsSource, wanted: [(name: String, shape: [Int])], mayBeNew: (String) -> Bool,
        mayBeUnused: (String) -> Bool = { _ in false }, allowance: LoadAllowance = LoadAllowance(),
        names: any TensorNameTable.Type = BERTTensorNames.self
    ) throws -> (report: LoadReport, mapping: [String: String]) {
        let fileNames = try canonicalNames(of: source, names)
        var report = LoadReport()
        report.wrapper = source.wrapper
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
                        place: "\(tensor.file): tensor \(tensor.storedName)"))
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

    /// The name in the file for each canonical name.
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

    /// Checks that nothing is missing, unexpected or of another shape.
    ///
    /// - Parameters:
    ///   - path: The checkpoint, for the message.
    ///   - allowance: The allowance used for the report; its advice is part of the message.
    /// - Throws: ``FledgeError`` with category `data` that lists up to ten of the tensors in question.
    public func requireComplete(path: String, allowance: LoadAllowance = LoadAllowance()) throws {
        if isComplete { return }
        let counts = [
            (misShaped.count, "of another shape"), (missing.count, "missing"), (unexpected.count, "unexpected"),
        ]
        let lines =
            misShaped.map { "\($0.name) \($0.found) where the model has \($0.expected)" }
            + missing.map { "no \($0.name) \($0.shape)" }
            + unexpected.map { "\($0.name) \($0.shape), which the model does not have" }
        let rest =
            (lines.count > 10 ? ["and \(lines.count - 10) more"] : [])
            + (wrapper.map { ["names without the prefix \($0), which the checkpoint has before them"] } ?? [])
        throw FledgeError(
            .data, at: path,
            "the weights do not fit the model: "
                + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", "),
            found: (lines.prefix(10) + rest).joined(separator: "\n            "),
            advice: encodersAdvice
                ?? "check that config.json belongs to these weights and that the number of classes is the same"
                + (misShaped.isEmpty ? allowance.advice.map { "; \($0)" } ?? "" : ""))
    }

    /// The advice if the checkpoint's encoder is under another family's prefix, or if there are several encoders.
    private var encodersAdvice: String? {
        let prefixes = unexpected.compactMap { EncoderAnchor.prefix(of: $0.name) }.filter { !$0.isEmpty }
        guard let prefix = prefixes.first, !missing.isEmpty || prefixes.count > 1 else { return nil }
        if EncoderAnchor.foreignPrefixes.contains(prefix) {
            return
                "the names begin with \(prefix), which is another family of encoders; model_type in config.json should "
                + "say so"
        }
        return
            "the weights hold several encoders, under \(prefixes.joined(separator: ", ")): keep the tensors of one of them"
    }
}
