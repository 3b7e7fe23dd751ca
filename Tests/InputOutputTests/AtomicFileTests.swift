import Foundation
import InputOutput
import TestSupport
import Testing

/// The names in a directory.
func names(in directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
}

@Suite struct AtomicFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func content(_ name: String) throws -> String {
        try String(contentsOfFile: "\(directory.path)/\(name)", encoding: .utf8)
    }

    @Test func appearsWithTheCommit() throws {
        let file = try AtomicFile(path: "\(directory.path)/out.txt")
        try file.write("one ")
        try file.write(Array("two".utf8))
        let partial = try names(in: directory)
        #expect(partial.count == 1 && partial.allSatisfy { $0.hasPrefix("out.txt.partial-") })
        try file.commit()
        #expect(try names(in: directory) == ["out.txt"])
        #expect(try content("out.txt") == "one two")
    }

    @Test func leavesNothingWithoutCommit() throws {
        try directory.write("out.txt", "before")
        do {
            let file = try AtomicFile(path: "\(directory.path)/out.txt")
            try file.write("after")
        }
        #expect(try names(in: directory) == ["out.txt"])
        #expect(try content("out.txt") == "before")
    }

    @Test func replacesAndKeepsTheMode() throws {
        let path = try directory.write("out.txt", "before, and longer")
        chmod(path, 0o640)
        try AtomicFile.writeFile(path, "after")
        #expect(try content("out.txt") == "after")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
    }

    @Test func followsSymbolicLinks() throws {
        let path = try directory.write("real.txt", "before")
        symlink(path, "\(directory.path)/link.txt")
        try AtomicFile.writeFile("\(directory.path)/link.txt", "after")
        #expect(try content("real.txt") == "after")
        #expect(try names(in: directory) == ["link.txt", "real.txt"])
    }

    @Test func writesDevicesDirectly() throws {
        try AtomicFile.writeFile("/dev/null", "gone")
        var status = stat()
        #expect(stat("/dev/null", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func fullDisk() throws {
        let text = message { try AtomicFile.writeFile("/dev/full", "text") }
        #expect(
            text == """
                /dev/full: the disk is full (No space left on device)
                  try:      free some space and run the command again
                """)
    }

    @Test func missingParent() throws {
        let path = "\(directory.path)/absent/out.txt"
        #expect(
            message { _ = try AtomicFile(path: path) } == """
                \(path): the parent directory "\(directory.path)/absent" does not exist
                  try:      create it with mkdir -p, or choose another place
                """)
    }

    @Test func parentIsAFile() throws {
        let parent = try directory.write("file", "")
        #expect(
            message { _ = try AtomicFile(path: "\(parent)/out.txt") } == """
                \(parent)/out.txt: "\(parent)" is not a directory
                  try:      choose another place
                """)
    }

    @Test func pathIsADirectory() throws {
        #expect(
            message { _ = try AtomicFile(path: directory.path) } == """
                \(directory.path): is a directory
                  expected: a file
                """)
    }
}
