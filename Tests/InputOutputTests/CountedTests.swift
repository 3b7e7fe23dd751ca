import InputOutput
import Testing

/// Counts with their nouns.
@Suite struct CountedTests {
    @Test(arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1000, "1000 rows")])
    func addsAnS(count: Int, expected: String) {
        #expect(count.counted("row") == expected)
    }

    @Test(arguments: [(0, "0 entries were"), (1, "1 entry was"), (2, "2 entries were")])
    func takesTheOtherForm(count: Int, expected: String) {
        #expect(count.counted("entry was", "entries were") == expected)
    }
}
