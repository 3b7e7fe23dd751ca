import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct AtomicDirectoryTests {
    private let directory: TemporaryDirectory
    private var path: String { "\(directory.path)/model" }

    init() throws { directory = try TemporaryDirectory() }

    private func content(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    @Test func appearsWithTheCommit() throws {
        let output = try AtomicDirectory(path: path + "/", overwrite: false)
        try output.writeFile("config.json", "{}")
        try output.writeFile("1_Pooling/config.json", "[]")
        #expect(output.partialPath.hasPrefix("\(path).partial-"))
        #expect(try names(in: directory).map { "\(directory.path)/\($0)" } == [output.partialPath])
        try output.commit()
        #expect(try names(in: directory) == ["model"])
        #expect(try content("config.json") == "{}")
        #expect(try content("1_Pooling/config.json") == "[]")
    }

    @Test func leavesNothingWithoutCommit() throws {
        do {
            let output = try AtomicDirectory(path: path, overwrite: false)
            try output.writeFile("config.json", "{}")
        }
        #expect(try names(in: directory).isEmpty)
    }

    @Test func replacesWithTheCommitOnly() throws {
        try directory.write("model/config.json", "old")
        let output = try AtomicDirectory(path: path, overwrite: true)
        try output.writeFile("new.txt", "new")
        #expect(try content("config.json") == "old")
        try output.commit()
        #expect(try names(in: directory) == ["model"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["new.txt"])
    }

    @Test func keepsTheOldOneWithoutCommit() throws {
        try directory.write("model/config.json", "old")
        do {
            let output = try AtomicDirectory(path: path, overwrite: true)
            try output.writeFile("new.txt", "new")
        }
        #expect(try names(in: directory) == ["model"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["config.json"])
    }

    @Test func replacesInTwoStepsWhereOneIsNotPossible() throws {
        try directory.write("model/config.json", "old")
        try directory.write("new/new.txt", "new")
        let aside = try DirectoryExchange.renameAside(path, with: "\(directory.path)/new", shownAs: path)
        #expect(try content("new.txt") == "new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: aside) == ["config.json"])
    }

    @Test func failedSecondStepPutsTheOldOneBack() throws {
        try directory.write("model/config.json", "old")
        let text = message {
            _ = try DirectoryExchange.renameAside(path, with: "\(directory.path)/absent", shownAs: path)
        }
        #expect(text != nil)
        #expect(try names(in: directory) == ["model"])
        #expect(try content("config.json") == "old")
    }

    #if os(Linux)
        @Test func exchangesInOneStep() throws {
            try directory.write("model/config.json", "old")
            try directory.write("new/new.txt", "new")
            #expect(DirectoryExchange.exchange("\(directory.path)/new", path))
            #expect(try content("new.txt") == "new")
            #expect(!DirectoryExchange.exchange("\(directory.path)/absent", path))
        }
    #endif

    @Test func fullDisk() throws {
        let output = try AtomicDirectory(path: path, overwrite: false)
        symlink("/dev/full", "\(output.partialPath)/weights.bin")
        #expect(
            message { try output.writeFile("weights.bin", "text") } == """
                \(path)/weights.bin: the disk is full (No space left on device)
                  try:      free some space and run the command again
                """)
    }

    @Test func fileInTheWayOfASubdirectory() throws {
        let output = try AtomicDirectory(path: path, overwrite: false)
        try output.writeFile("part", "text")
        #expect(
            message { try output.writeFile("part/config.json", "{}") } == """
                \(path)/part/config.json: the subdirectory cannot be created
                  try:      check the path and who may write there
                """)
    }

    @Test func abandonedDirectoryThatCannotBeRemovedStays() throws {
        let name = "model.partial-0123456789abcdef"
        try directory.write("\(name)/stale.txt", "stale")
        chmod(directory.path, 0o777)
        chmod("\(directory.path)/\(name)", 0o555)
        defer { chmod("\(directory.path)/\(name)", 0o755) }
        try withoutPrivileges { try AtomicDirectory(path: path, overwrite: false).commit() }
        #expect(try names(in: directory) == ["model", name])
    }

    @Test func existingDirectory() throws {
        try directory.write("model/config.json", "old")
        let expected = """
            \(path): the output directory exists already
              try:      pass --overwrite to replace it, or choose another directory
            """
        #expect(message { try AtomicDirectory.check(path: path, overwrite: false) } == expected)
        #expect(message { _ = try AtomicDirectory(path: path, overwrite: false) } == expected)
        #expect(message { try AtomicDirectory.check(path: path, overwrite: true) } == nil)
        #expect(try names(in: directory) == ["model"])
    }

    @Test func pathTakenMeanwhile() throws {
        let output = try AtomicDirectory(path: path, overwrite: false)
        try directory.write("model/other.txt", "other")
        #expect(
            message { try output.commit() } == """
                \(path): the output directory exists already
                  try:      pass --overwrite to replace it, or choose another directory
                """)
        #expect(try content("other.txt") == "other")
    }

    @Test func pathIsAFile() throws {
        try directory.write("model", "file")
        #expect(
            message { try AtomicDirectory.check(path: path, overwrite: true) } == """
                \(path): the output directory's path is taken by a file
                  try:      choose another directory
                """)
    }

    @Test func missingParent() throws {
        #expect(
            message { try AtomicDirectory.check(path: "\(path)/deep", overwrite: false) } == """
                \(path)/deep: the parent directory "\(path)" does not exist
                  try:      create it with mkdir -p, or choose another place
                """)
    }

    @Test(arguments: ["/", "."])
    func directoryInUse(_ path: String) throws {
        #expect(
            message { try AtomicDirectory.check(path: path, overwrite: true) } == """
                \(path): the output directory holds the current directory and cannot be replaced
                  try:      choose another directory
                """)
    }

    @Test func emptyName() throws {
        #expect(
            message { try AtomicDirectory.check(path: "", overwrite: true) } == "the output directory's name is empty")
    }

    @Test func unwritableParent() throws {
        chmod(directory.path, 0o555)
        defer { chmod(directory.path, 0o755) }
        let text = message { try withoutPrivileges { _ = try AtomicDirectory(path: path, overwrite: false) } }
        #expect(
            text == """
                \(path): the parent directory "\(directory.path)" is not writable
                  try:      check its owner and mode with ls -ld, or choose another place
                """)
    }
}

/// Runs `body` with the file permissions of an ordinary user, on this thread only.
private func withoutPrivileges(_ body: () throws -> Void) throws {
    #if os(Linux)
        typealias SetFileUser = @convention(c) (uid_t) -> Int32
        let address = try #require(dlsym(nil, "setfsuid"))
        let setFileUser = unsafeBitCast(address, to: SetFileUser.self)
        let user = setFileUser(65534)
        defer { _ = setFileUser(uid_t(user)) }
    #endif
    try body()
}
