import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct InputFilesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["b.csv", "a.csv.gz", "c.txt", "B.jsonl", ".hidden.csv", "notes.md", "x[1].csv"] {
            try directory.write(name, "")
        }
        for name in ["d.csv", "empty", "images"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(name)", withIntermediateDirectories: false)
        }
        try directory.write("images/a.png", "")
    }

    @Test(arguments: [
        (["b.csv"], ["b.csv"]), (["*.csv"], ["b.csv", "x[1].csv"]),
        ([""], ["B.jsonl", "a.csv.gz", "b.csv", "c.txt", "x[1].csv"]),
        (["c.txt", "?.csv", "b.csv"], ["c.txt", "b.csv"]), (["x[1].csv"], ["x[1].csv"]),
        (["[ab].csv*"], ["a.csv.gz", "b.csv"]),
        (["absent.csv"], ["absent.csv"]),
    ])
    func expands(_ inputs: [String], _ expected: [String]) throws {
        let found = try InputFiles.expanded(inputs.map { "\(directory.path)/\($0)" })
        #expect(found == expected.map { "\(directory.path)/\($0)" })
    }

    @Test(arguments: [
        ("*.tsv", "no file matches the pattern\n  try:      check the path with ls"),
        ("d.*", "no file matches the pattern\n  found:    directories only\n  try:      check the path with ls"),
        (
            "empty",
            """
            the directory has no file that can be read
              expected: files named .csv, .tsv, .jsonl or .txt, also with .gz or .zst
              found:    an empty directory
            """
        ),
        (
            "images",
            """
            the directory has no file that can be read
              expected: files named .csv, .tsv, .jsonl or .txt, also with .gz or .zst
              found:    "a.png"
            """
        ),
    ])
    func says(_ input: String, _ expected: String) {
        let path = "\(directory.path)/\(input)"
        #expect(message { _ = try InputFiles.expanded([path]) } == "\(path): \(expected)")
    }
}
