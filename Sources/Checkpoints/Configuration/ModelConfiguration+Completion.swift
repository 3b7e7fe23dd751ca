import InputOutput

/// Settings missing from `config.json`, completed from the weights.
extension ModelConfiguration {
    /// Adds the family, the architecture and the classes if the file does not name them but the weights show them.
    ///
    /// - Parameter open: Opens the weights; called only if they are needed.
    mutating func complete(from open: () -> (any WeightsSource)?) {
        var opened: (any WeightsSource)??
        func weights() -> (any WeightsSource)? {
            if let opened { return opened }
            let weights = open()
            opened = .some(weights)
            return weights
        }
        completeFamily(weights)
        guard let table = TensorNameTables.all.first(where: { $0.encoderPrefix == modelType }) else { return }
        completeArchitecture(table, weights)
        completeLabels(table, weights)
    }

    /// The names under `architectures`.
    public var architectures: [String] { values["architectures"]?.arrayValue?.compactMap(\.stringValue) ?? [] }

    /// True for models with a sequence- or token-classification head.
    private var classifies: Bool { names(task: ["SequenceClassification", "TokenClassification"]) }

    private func names(task tasks: [String]) -> Bool {
        architectures.contains { name in tasks.contains { name.hasSuffix("For\($0)") } }
    }

    private mutating func completeFamily(_ weights: () -> (any WeightsSource)?) {
        guard modelType.isEmpty, values["model_type"] == nil || values["model_type"] == .null else { return }
        let named = architectures.lazy.compactMap(Self.family(ofArchitecture:)).first
        // Tensors must not override the name of another family.
        guard let family = named ?? (architectures.isEmpty ? weights().flatMap(family(of:)) : nil) else { return }
        values["model_type"] = .string(family)
        findings.append(
            "\(path) has no model_type; \(named == nil ? "the weights are" : "architectures names a model") of the family "
                + family)
    }

    /// The family of an architecture such as `BertForMaskedLM`, `BertModel` or `BertLMHeadModel`.
    private static func family(ofArchitecture name: String) -> String? {
        TensorNameTables.all.first { table in
            ["For", "Model", "LMHeadModel", "PreTrainedModel"].contains {
                name.hasPrefix(table.architecturePrefix + $0)
            }
        }?.encoderPrefix
    }

    /// The family whose tensor names these are; `nil` if they match none or several.
    private func family(of weights: any WeightsSource) -> String? {
        let stored = weights.allTensors.map(\.storedName)
        let prefixed = TensorNameTables.all.filter { table in
            stored.contains { name in
                let parts = name.split(separator: ".")
                return zip(parts, parts.dropFirst()).contains {
                    $0 == table.encoderPrefix && table.encoderParts.contains(String($1))
                }
            }
        }
        if !prefixed.isEmpty { return prefixed.count == 1 ? prefixed[0].encoderPrefix : nil }
        let names = Set(weights.allTensors.map { BERTTensorNames.canonical($0.name) })
        if names.contains("transformer.layer.0.attention.q_lin.weight") { return DistilBERTTensorNames.encoderPrefix }
        if names.contains("encoder.relative_attention_bias.weight"),
            names.contains("encoder.layer.0.attention.attn.q.weight")
        {
            return MPNetTensorNames.encoderPrefix
        }
        guard names.contains("encoder.layer.0.attention.self.query.weight"),
            // RoBERTa and its descendants have the same names, but only one token type.
            let types = weights.allTensors.first(where: {
                BERTTensorNames.canonical($0.name) == "embeddings.token_type_embeddings.weight"
            }), let count = types.shape.first, count > 1
        else { return nil }
        let isELECTRA =
            values["embedding_size"] != nil
            || names.contains { name in
                name.hasPrefix("embeddings_project.") || name.hasPrefix("classifier.out_proj.")
                    || ELECTRATensorNames.pretrainingHeads.contains { name.hasPrefix($0.part) }
            }
        return isELECTRA ? ELECTRATensorNames.encoderPrefix : BERTTensorNames.encoderPrefix
    }

    private mutating func completeArchitecture(
        _ table: any TensorNameTable.Type, _ weights: () -> (any WeightsSource)?
    ) {
        let decisive = [
            "SequenceClassification", "TokenClassification", "QuestionAnswering", "MultipleChoice",
            "NextSentencePrediction",
        ]
        let hasLabels = ["id2label", "label2id", "num_labels"].contains { values[$0].map { $0 != .null } ?? false }
        guard !names(task: decisive), architectures.isEmpty || hasLabels, let weights = weights() else { return }
        let names = Set(weights.allTensors.map { table.canonical($0.name) })
        let labels = (try? self.labels) ?? invertedLabels
        let architecture = table.architecture(of: names, labels: labels)
        let isOfTokens = architecture.hasSuffix("ForTokenClassification")
        // Labels belong to a sequence classifier unless something indicates otherwise.
        guard architectures.isEmpty || isOfTokens else { return }
        if isOfTokens {
            let named =
                architectures.isEmpty ? "no architectures" : "the architecture \(architectures.joined(separator: ", "))"
            findings.append("\(path) names \(named); the weights are those of \(architecture)")
        }
        values["architectures"] = .array([.string(architecture)])
    }

    private mutating func completeLabels(
        _ table: any TensorNameTable.Type, _ weights: () -> (any WeightsSource)?
    ) {
        guard classifies else { return }
        let number = values["num_labels"]?.integerValue
        let named = values["id2label"]?.objectValue?.count
        if let named {
            // The library trusts num_labels, and the weights decide which of the two is right.
            guard let number, number != named, outputCount(table, weights()) == number else { return }
            findings.append(
                "\(path) has \(named) names in id2label for \(number) classes (num_labels, and the weights); they are "
                    + "called LABEL_0 to LABEL_\(number - 1), as transformers does")
            setLabels((0..<number).map { "LABEL_\($0)" })
            return
        }
        guard values["id2label"] == nil || values["id2label"] == .null else { return }
        if let labels = invertedLabels, number == nil || number == labels.count {
            findings.append("\(path) has no id2label; the classes' names are those of label2id")
            setLabels(labels)
            return
        }
        guard number == nil, let count = outputCount(table, weights()), count != 2 else { return }
        findings.append("\(path) has no id2label; the weights have \(count) classes, LABEL_0 to LABEL_\(count - 1)")
        setLabels((0..<count).map { "LABEL_\($0)" })
    }

    /// The number of outputs of the head; `nil` without a head.
    private func outputCount(_ table: any TensorNameTable.Type, _ weights: (any WeightsSource)?) -> Int? {
        let output = names(task: ["TokenClassification"]) ? "classifier" : table.sequenceHead.output
        return weights?.allTensors.first { table.canonical($0.name) == "\(output).weight" }?.shape.first
    }
}
