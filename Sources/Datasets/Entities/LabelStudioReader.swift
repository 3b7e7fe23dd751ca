import InputOutput

/// Reads the tasks of a Label Studio export.
///
/// The full form has `data` and `annotations` for each task; the minimal form has one object per annotation, with the
/// spans under the name of the labelling control.
struct LabelStudioReader {
    private let file: EntityFile
    /// The tasks in the minimal form that have been read.
    private var known: Set<Int> = []

    init(_ file: EntityFile) { self.file = file }

    /// Tells whether an object is an annotated task in the minimal form.
    static func hasMinimalForm(_ members: [String: JSONValue]) -> Bool {
        spanLists(in: members).contains { !$0.isEmpty }
            || members["annotation_id"] != nil && members["annotator"] != nil
    }

    /// The lists of spans, sorted by the names of their controls.
    private static func spanLists(in members: [String: JSONValue]) -> [[JSONValue]] {
        members.sorted { $0.key < $1.key }.compactMap(\.value.arrayValue).filter { list in
            list.allSatisfy { $0["start"] != nil && ($0["labels"] ?? $0["hypertextlabels"])?.arrayValue != nil }
        }
    }

    mutating func read(_ value: JSONValue, at place: EntityPlace, into collector: inout EntityCollector) throws {
        guard let members = value.objectValue else {
            throw FledgeError(
                .data, at: place.written(file.path), "the task is not an object", found: value.excerpt)
        }
        guard let data = members["data"]?.objectValue else {
            return try readMinimal(members, at: place, into: &collector)
        }
        let annotations = (members["annotations"] ?? members["completions"])?.arrayValue ?? []
        guard let chosen = annotations.firstIndex(where: { $0["was_cancelled"]?.booleanValue != true }) else {
            return collector.note(
                .notAnnotated, at: place, annotations.isEmpty ? "" : "all annotations were cancelled")
        }
        if annotations.count > 1 {
            for index in annotations.indices where index != chosen {
                let number = "annotation \(index + 1) of \(annotations.count)"
                collector.note(.furtherAnnotation, at: place, index < chosen ? "\(number), cancelled" : number)
            }
        }
        let results = annotations[chosen]["result"]?.arrayValue ?? []
        let spans = try results.flatMap { try self.spans(of: $0, at: place) }
        collector.add(try text(in: data, at: place), spans: spans, at: place)
    }

    private mutating func readMinimal(
        _ members: [String: JSONValue], at place: EntityPlace, into collector: inout EntityCollector
    ) throws {
        let text = try text(in: members, at: place)
        if let identifier = members["id"]?.integerValue, !known.insert(identifier).inserted {
            return collector.note(.furtherAnnotation, at: place, "of task \(identifier)")
        }
        let values = Self.spanLists(in: members).flatMap(\.self)
        let spans = try values.flatMap { try span($0, at: place) }
        collector.add(text, spans: spans, at: place)
    }

    /// The text of a task: the member named `text`, or the only string.
    private func text(in members: [String: JSONValue], at place: EntityPlace) throws -> String {
        if let text = members["text"]?.stringValue { return text }
        let administrative: Set = ["created_at", "updated_at", "annotator"]
        let strings = members.filter { !administrative.contains($0.key) }.compactMapValues(\.stringValue)
        if strings.count == 1, let only = strings.values.first { return only }
        throw FledgeError(
            .data, at: place.written(file.path), "the task has no text", expected: "a string named \"text\"",
            found: members.isEmpty ? "nothing" : Spelling.list(members.keys.sorted()))
    }

    /// The spans of a result; results of other controls, such as choices, have none.
    private func spans(of result: JSONValue, at place: EntityPlace) throws -> [CharacterSpan] {
        let type = result["type"]?.stringValue ?? "labels"
        guard type == "labels" || type == "hypertextlabels", let value = result["value"] else { return [] }
        return try span(value, at: place)
    }

    private func span(_ value: JSONValue, at place: EntityPlace) throws -> [CharacterSpan] {
        // Regions that were drawn but have no label.
        guard (value["labels"] ?? value["hypertextlabels"])?.arrayValue?.isEmpty != true else { return [] }
        let reader = SpanValue(path: place.written(file.path))
        guard let offsets = value["globalOffsets"]?.objectValue else { return try reader.spans(value) }
        var members = value.objectValue ?? [:]
        members["start"] = offsets["start"]
        members["end"] = offsets["end"]
        return try reader.spans(.object(members))
    }
}
