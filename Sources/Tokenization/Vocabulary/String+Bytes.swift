extension String {
    /// Whether two strings have the same bytes.
    ///
    /// Pieces and tokens are bytes to the reference; `==` would take two of them for one that differ in composition.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
