extension String {
    /// The path of a file in the directory that this string is the path of, with one slash between the two.
    package func path(of name: String) -> String { hasSuffix("/") ? self + name : "\(self)/\(name)" }
}
