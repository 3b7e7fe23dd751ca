import InputOutput

/// The description of a dataset's columns that Hugging Face's `datasets` writes beside the rows.
enum DatasetInfo {
    static let fileName = "dataset_info.json"

    /// The names of the numbers in a column of the type `ClassLabel`, or of lists of these; `nil` where no file has them.
    static func classNames(of column: String, beside path: String) -> [String]? {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let info = try? JSONValue(contentsOf: directory.path(of: fileName))
        guard let feature = info?["features"]?[column] else { return nil }
        // The type of the elements of a list, as several versions write it.
        let type = feature["feature"] ?? feature.arrayValue?.first ?? feature
        let names = type["names"]?.arrayValue?.compactMap(\.stringValue)
        return type["_type"]?.stringValue == "ClassLabel" ? names : nil
    }
}
