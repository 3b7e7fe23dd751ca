/// A text that equals another only if both have the same bytes.
///
/// A `String` equals every canonically equivalent one: `é` as one scalar equals `e` with a combining accent.
package struct ExactText: Hashable, Comparable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (first: Self, second: Self) -> Bool { first.text.utf8.elementsEqual(second.text.utf8) }

    package static func < (first: Self, second: Self) -> Bool {
        first.text == second.text
            ? first.text.utf8.lexicographicallyPrecedes(second.text.utf8) : first.text < second.text
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
