import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

@Suite struct VocabularyTests {
    @Test func findsPiecesAndIDs() throws {
        let pieces = (0..<1000).map { "piece\($0)" } + ["##s", "é", ""]
        let vocabulary = try Vocabulary(pieces: pieces)
        #expect(vocabulary.count == 1003)
        for (id, piece) in pieces.enumerated() {
            #expect(vocabulary[Int32(id)] == piece)
            #expect(vocabulary.id(of: piece) == Int32(id))
        }
        #expect(vocabulary.id(of: "piece") == nil)
        #expect(vocabulary.id(of: "piece1000") == nil)
        // Pieces are bytes: the same letter decomposed is a different one.
        #expect(vocabulary.id(of: "e\u{301}") == nil)
    }

    @Test(arguments: [
        ("a\nb\nc\n", ["a", "b", "c"]),
        ("a\nb\nc", ["a", "b", "c"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\n\nb\n", ["a", "", "b"]),
        ("a \n\u{2028}\n", ["a", ""]),
        ("a\t \r\nb\u{A0}\n c\n", ["a", "b", " c"]),
    ])
    func readsLines(content: String, pieces: [String]) throws {
        let directory = try TemporaryDirectory()
        let vocabulary = try Vocabulary(file: directory.write("vocab.txt", content))
        #expect((0..<Int32(vocabulary.count)).map { vocabulary[$0] } == pieces)
    }

    /// Of equal lines, the last one counts; the ids of the others have no piece.
    @Test(
        arguments: [
            ("a\nb\nc\nb\n", ["a", "", "c", "b"], 3, "b", 3),
            ("a\n\n\nb\n", ["a", "", "", "b"], 3, "", 2),
            ("a\na\na\n", ["", "", "a"], 1, "a", 2),
            ("a\nb\na \n", ["", "b", "a"], 2, "a", 2),
            ("a\n\nb\n\n\n", ["a", "", "b", "", ""], 3, "", 4),
            ("caf\u{E9}\ncafe\u{301}\n", ["caf\u{E9}", "cafe\u{301}"], 2, "caf\u{E9}", 0),
        ] as [(String, [String], Int, String, Int32)])
    func theLastOfEqualLinesCounts(content: String, pieces: [String], count: Int, piece: String, id: Int32) throws {
        let directory = try TemporaryDirectory()
        let vocabulary = try Vocabulary(file: directory.write("vocab.txt", content))
        #expect((0..<Int32(vocabulary.count)).map { Array(vocabulary[$0].utf8) } == pieces.map { Array($0.utf8) })
        #expect(vocabulary.pieceCount == count)
        #expect(vocabulary.id(of: piece) == id)
    }

    @Test func refusesDuplicatesThatAreNotLines() throws {
        let other = #expect(throws: FledgeError.self) { try Vocabulary(pieces: ["x", "x"]) }
        #expect(
            other?.description == """
                id 1: the piece "x" occurs twice
                  expected: every piece once
                  found:    the same piece at id 0
                  try:      remove one of them; the ids after it change
                """)
    }

    @Test func refusesEmptyFilesAndOtherEncodings() throws {
        let directory = try TemporaryDirectory()
        let empty = try directory.write("empty.txt", "")
        let error = #expect(throws: FledgeError.self) { try Vocabulary(file: empty) }
        #expect(error?.description == "\(empty): the vocabulary is empty\n  expected: one piece a line")
        let latin = try directory.write("latin.txt", .init([0x61, 0x0A, 0x63, 0xE9, 0x0A]))
        let other = #expect(throws: FledgeError.self) { try Vocabulary(file: latin) }
        #expect(
            other?.description == """
                \(latin):2: the vocabulary is not UTF-8
                  found:    an invalid byte at offset 3
                  try:      convert the file to UTF-8
                """)
        let absent = #expect(throws: FledgeError.self) { try Vocabulary(file: "\(directory.path)/absent.txt") }
        #expect(absent?.category == .noInput)
    }
}
