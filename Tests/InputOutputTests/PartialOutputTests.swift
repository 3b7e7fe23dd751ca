import Foundation
import InputOutput
import TestSupport
import Testing

/// The remains of processes that were killed while they wrote an output.
@Suite struct PartialOutputTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path.path(of: "out") }

    init() throws { directory = try TemporaryDirectory() }

    private static let name = "out.partial-0123456789abcdef"

    /// Writes `out` as a file or as a directory, and returns the other names in the directory afterwards.
    private func leftovers(asDirectory: Bool) throws -> [String] {
        if asDirectory {
            try AtomicDirectory(path: path, overwrite: true).commit()
        } else {
            try AtomicFile.writeFile(path, "new")
        }
        return try names(in: directory).filter { $0 != "out" }
    }

    @Test(arguments: [false, true], [false, true])
    func abandonedOutputIsRemoved(writesDirectory: Bool, leftDirectory: Bool) throws {
        try directory.write(leftDirectory ? "\(Self.name)/weights.bin" : Self.name, "half")
        #expect(try leftovers(asDirectory: writesDirectory).isEmpty)
    }

    @Test(arguments: [false, true], [false, true])
    func lockedOutputStays(writesDirectory: Bool, leftDirectory: Bool) throws {
        try directory.write(leftDirectory ? "\(Self.name)/weights.bin" : Self.name, "half")
        let descriptor = open(directory.path.path(of: Self.name), O_RDONLY)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        #expect(try leftovers(asDirectory: writesDirectory) == [Self.name])
    }

    @Test(arguments: [
        "out.partial-notes", "out.partial-0123456789abcdeg", "out.partial-0123456789ABCDEF",
        "out.partial-0123456789abcde",
        "out.partial-0123456789abcdef0", "output.partial-0123456789abcdef", "out.partial", "out.partial-4194305",
    ])
    func whatIsNotOursStays(name: String) throws {
        try directory.write(name, "mine")
        #expect(try leftovers(asDirectory: false) == [name])
    }

    @Test func linksAreNotFollowed() throws {
        let mine = try directory.write("mine", "mine")
        symlink(mine, directory.path.path(of: Self.name))
        #expect(try leftovers(asDirectory: false) == ["mine", Self.name])
    }

    /// Two writers of one output, each with a separate file: the last one to commit wins completely.
    @Test func writersDoNotShareAFile() throws {
        let (first, second) = (try AtomicFile(path: path), try AtomicFile(path: path))
        try first.write("first")
        try second.write("second and longer")
        try first.commit()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "first")
        try second.commit()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "second and longer")
        #expect(try names(in: directory) == ["out"])
    }

    @Test func directoriesOfTwoWritersAreApart() throws {
        let first = try AtomicDirectory(path: path, overwrite: true)
        let second = try AtomicDirectory(path: path, overwrite: true)
        #expect(first.partialPath != second.partialPath)
        try first.writeFile("config.json", "1")
        try second.writeFile("config.json", "2")
        try first.commit()
        try second.commit()
        #expect(try String(contentsOfFile: "\(path)/config.json", encoding: .utf8) == "2")
        #expect(try names(in: directory) == ["out"])
    }
}
