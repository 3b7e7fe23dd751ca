/// Writes a post-processor in the form of tokenizer.json.
struct PostProcessorWriter {
    let parts: TokenizerParts

    private func token(_ id: Int32) -> String {
        ComponentWriter.quoted(parts.token(ofID: id) ?? parts.model.unknownPiece)
    }

    func text() -> String {
        let processor = parts.postProcessor
        if processor == .none { return "null" }
        if let roberta = roberta() { return roberta }
        return ComponentWriter.object([
            "type": "\"TemplateProcessing\"", "single": template(processor.single), "pair": template(processor.pair),
            "special_tokens": "{\(specialTokens().joined(separator: ", "))}",
        ])
    }

    /// The only post-processor that trims offsets.
    private func roberta() -> String? {
        guard let trimming = parts.postProcessor.offsetTrimming,
            case .special(let classIDs, _) = parts.postProcessor.single.first,
            case .special(let separatorIDs, _) = parts.postProcessor.single.last,
            let classID = classIDs.first, let separatorID = separatorIDs.first
        else { return nil }
        return ComponentWriter.object([
            "type": "\"RobertaProcessing\"",
            "sep": ComponentWriter.array([token(separatorID), "\(separatorID)"]),
            "cls": ComponentWriter.array([token(classID), "\(classID)"]),
            "trim_offsets": "true", "add_prefix_space": "\(trimming.keepsFirstBlank)",
        ])
    }

    private func template(_ template: [PostProcessor.Part]) -> String {
        ComponentWriter.array(
            template.map { part in
                switch part {
                case .first(let typeID): piece("Sequence", "\"A\"", typeID)
                case .second(let typeID): piece("Sequence", "\"B\"", typeID)
                case .special(let ids, let typeID): piece("SpecialToken", name(of: ids), typeID)
                }
            })
    }

    private func piece(_ kind: String, _ id: String, _ typeID: Int32) -> String {
        let content = ComponentWriter.object(["id": id, "type_id": "\(typeID)"])
        return "{\"\(kind)\": \(content)}"
    }

    /// The name of special ids in a template.
    private func name(of ids: [Int32]) -> String {
        ComponentWriter.quoted(
            ids.map { parts.token(ofID: $0) ?? parts.model.unknownPiece }.joined(separator: " "))
    }

    private func specialTokens() -> [String] {
        var entries: [String] = []
        for case .special(let ids, _) in parts.postProcessor.single + parts.postProcessor.pair {
            let content = ComponentWriter.object([
                "id": name(of: ids), "ids": ComponentWriter.array(ids.map { "\($0)" }),
                "tokens": ComponentWriter.array(ids.map(token)),
            ])
            let entry = "\(name(of: ids)): \(content)"
            if !entries.contains(entry) { entries.append(entry) }
        }
        return entries
    }
}
