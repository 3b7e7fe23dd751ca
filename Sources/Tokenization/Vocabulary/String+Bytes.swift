extension String {
    /// Tells whether two strings have the same bytes.
    ///
    /// The reference treats pieces and tokens as bytes; `==` would equate two that differ only in composition.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
