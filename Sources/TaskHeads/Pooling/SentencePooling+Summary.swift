import InputOutput

extension SentencePooling {
    /// The way from token vectors to an embedding, in a few words.
    package var summary: String {
        let linearCount = steps.count { if case .dense = $0.operation { true } else { false } }
        return modes.map(\.rawValue).joined(separator: " + ")
            + (linearCount == 0 ? "" : ", \(linearCount) linear") + (normalizes ? ", normalized" : "")
            + (dimensions.map { ", the first \($0) components" } ?? "")
    }

    /// The summary of what a directory says, or why that is not supported; `nil` if the directory says nothing.
    package static func summary(directory: String) -> String? {
        guard FileSystemEntry.isFile(directory.path(of: "modules.json")) else { return nil }
        do {
            return try SentencePooling(directory: directory).summary
        } catch {
            return "not supported: " + ((error as? FledgeError)?.problem ?? "\(error)")
        }
    }
}
