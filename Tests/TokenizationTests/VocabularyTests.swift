import Testing
import Tokenization
@Suite struct VocabularyTests { @Test func one() throws { #expect(try Vocabulary(pieces: ["a"]).count == 1) } }
