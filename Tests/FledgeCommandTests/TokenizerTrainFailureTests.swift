import Foundation
import TestSupport
import Testing

/// The calls that `fledge tokenizer train` rejects.
@Suite struct TokenizerTrainFailureTests {
    static let failures = [
        Failure("no words", 65, "there are no words to learn a vocabulary from\n  expected: texts with words") { _ in
            ["tokenizer", "train", "--quiet", "--output", "output"]
        },
        Failure(
            "a size below the alphabet", 64,
            """
            the vocabulary is too small for the alphabet
              expected: at least 8 pieces for the special tokens and the characters that occur
              found:    a size of 7
              try:      raise the size or lower the alphabet's limit
            """
        ) {
            ["tokenizer", "train", "--quiet", try $0.directory.write("t.txt", "ab a"), "--output", "output"]
                + ["--vocabulary-size", "7"]
        },
        Failure(
            "no size", 64,
            "the vocabulary's size makes no sense\n  expected: a number from 1 to 2147483647\n  found:    0"
        ) { _ in ["tokenizer", "train", "absent.txt", "--output", "output", "--vocabulary-size", "0"] },
        Failure("no file", 66, "absent.txt: no such file or directory\n  try:      check the path") { _ in
            ["tokenizer", "train", "absent.txt", "--output", "output"]
        },
        Failure(
            "a table without a column", 64,
            """
            t.jsonl: the file's name says that it is jsonl, and no column was named
              expected: --column with the text's column, or --input-format txt for plain text
            """
        ) {
            try $0.directory.write("t.jsonl", "{\"text\": \"a\"}\n")
            return ["tokenizer", "train", "t.jsonl", "--output", "output"]
        },
        Failure(
            "the directory exists", 73,
            """
            output: the output directory exists already
              try:      pass --overwrite to replace it, or choose another directory
            """
        ) {
            try $0.directory.write("output/config.json", "old")
            return ["tokenizer", "train", "absent.txt", "--output", "output"]
        },
        Failure(
            "the texts would be replaced", 73,
            """
            output: the output directory holds an input and cannot be replaced
              found:    output/t.txt
              try:      choose another directory
            """
        ) {
            try $0.directory.write("output/t.txt", "a b c")
            return ["tokenizer", "train", "output/t.txt", "--output", "output", "--overwrite"]
        },
        Failure(
            "old results survive a failing run", 66,
            "absent.txt: no such file or directory\n  try:      check the path"
        ) {
            try $0.directory.write("output/config.json", "old")
            return ["tokenizer", "train", "absent.txt", "--output", "output", "--overwrite"]
        },
    ]

    @Test(arguments: failures)
    func isRefused(_ failure: Failure) throws { try failure.check() }

    @Test func plainTextHasNoColumns() throws {
        let outcome = try Workspace(model: nil).run([
            "tokenizer", "train", "--output", "output", "--column", "text", "--input-format", "txt",
        ])
        #expect(
            outcome.errors.split(separator: "\n").first
                == "Error: --column and --input-format txt exclude each other: plain text has no columns.")
        #expect(outcome.status == 64)
    }
}
