extension String {
    /// Appends a file name to this directory path, with one slash between them.
    package func path(of name: String) -> String { hasSuffix("/") ? self + name : "\(self)/\(name)" }
}
