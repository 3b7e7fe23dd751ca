/// A position in a file.
struct EntityPlace: Sendable, Hashable {
    var line: Int
    /// The number of the element in a document that is one array, from 1; otherwise 0.
    var item = 0

    func written(_ path: String) -> String { item > 0 ? "\(path):\(line), item \(item)" : "\(path):\(line)" }
}
