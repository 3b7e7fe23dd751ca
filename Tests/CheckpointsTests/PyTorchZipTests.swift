import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Archives with invalid records, and the exact error messages.
@Suite struct PyTorchZipTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let pickle = Pickle.file(
        Pickle.tensor(shape: [2], strides: [1], storage: Pickle.storage(count: 2)))
    private static let storage: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]

    private static func archive(_ change: (inout ZipBytes) -> Void = { _ in }) -> [UInt8] {
        var zip = ZipBytes(ZipBytes.torchMembers(pickle: pickle, storage: storage))
        change(&zip)
        return zip.bytes
    }

    private static func others(_ members: ZipBytes.Member...) -> [UInt8] { archive { $0.members += members } }

    static let accepted: [(String, [UInt8])] = [
        ("plain", archive()),
        ("an archive comment", archive { $0.comment = "PK\u{5}\u{6} is not the end" }),
        ("zip64 end record", archive { $0.hasWideEnd = true }),
        (
            "zip64 throughout",
            archive {
                $0.hasWideEnd = true
                ($0.count, $0.directorySize, $0.directoryOffset) = (.max, .max, .max)
                for index in $0.members.indices { $0.members[index].isWide = true }
            }
        ),
        (
            "data descriptors",
            archive {
                for index in $0.members.indices {
                    $0.members[index].flags = 8
                    $0.members[index].localSize = 0
                }
            }
        ),
        ("byteorder", others(.init(name: "model/byteorder", content: Array("little".utf8)))),
        (
            "members that are not needed",
            others(
                .init(name: "model/version", content: Array("3\n".utf8)),
                .init(name: "model/sub/data.pkl", content: []),
                .init(name: "model/.data/serialization_id", content: [1]))
        ),
    ]

    @Test(arguments: accepted)
    func isRead(_ description: String, _ content: [UInt8]) throws {
        let file = try PyTorchArchive(path: try directory.write("x.bin", Data(content)))
        var floats: [Float] = [0, 0]
        try floats.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        #expect(floats == [1, 2])
    }

    private static let longName = String(repeating: "x", count: 60)
    private static let again = "\n  try:      copy or download the file again"

    static let refused: [(String, [UInt8], String)] = [
        (
            "nothing", [],
            """
            FILE: the file is not one of torch.save
              expected: a zip archive or a pickle
              found:    an empty file
              try:      copy or download the file again, or save it again with torch.save
            """
        ),
        (
            "a page of the web", Array("<!DOCTYPE html>\n".utf8),
            """
            FILE: the file is not one of torch.save
              expected: a zip archive or a pickle
              found:    a file that begins with <!DOCTYP
              try:      copy or download the file again, or save it again with torch.save
            """
        ),
        (
            "Git LFS", Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".utf8),
            """
            FILE: the file is a pointer of Git LFS
              expected: a file of torch.save
              try:      fetch the content with git lfs pull
            """
        ),
        (
            "the beginning only", Array(archive().prefix(60)),
            """
            FILE: the archive has no end
              expected: the end record of a zip archive
              found:    60 bytes without one
            """ + again
        ),
        (
            "bytes behind the end", archive() + [0],
            """
            FILE: the archive has no end
              expected: the end record of a zip archive
              found:    \(archive().count + 1) bytes without one
            """ + again
        ),
        (
            "more members",
            archive {
                $0.members.append(.init(name: longName, content: []))
                $0.count = 4
            },
            "FILE: the archive's directory is damaged\n  expected: an entry at byte "
                + "\(others(.init(name: longName, content: [])).count - 22)" + again
        ),
        (
            "fewer members", archive { $0.count = 1 },
            "FILE: the archive's directory does not fill its place\n  expected: 118 bytes\n  found:    60 bytes" + again
        ),
        (
            "a number of members that the directory cannot have", archive { $0.count = 60_000 },
            """
            FILE: the end record of the archive is wrong
              expected: a directory that ends at byte \(archive().count - 22)
              found:    60000 members in 118 bytes at byte \(archive().count - 140)
            """ + again
        ),
        (
            "a directory of another size", archive { $0.directorySize = 119 },
            """
            FILE: the end record of the archive is wrong
              expected: a directory that ends at byte \(archive().count - 22)
              found:    2 members in 119 bytes at byte \(archive().count - 140)
            """ + again
        ),
        (
            "a directory beyond the file", archive { $0.directoryOffset = .max },
            """
            FILE: the end record of the archive is wrong
              expected: a directory that ends at byte \(archive().count - 22)
              found:    2 members in 118 bytes at byte 4294967295
            """ + again
        ),
        (
            "end records that differ",
            archive {
                $0.hasWideEnd = true
                $0.count = 1
            }, "FILE: the two end records of the archive contradict each other"
        ),
        (
            "a compressed member", archive { $0.members[1].method = 8 },
            """
            FILE: member model/data/0: the member of the archive is compressed
              expected: a member that is stored as it is
              found:    method 8
              try:      write the file again with torch.save
            """
        ),
        (
            "an encrypted member", archive { $0.members[0].flags = 1 },
            """
            FILE: member model/data.pkl: the member of the archive is encrypted
              expected: a member that is stored as it is
              try:      write the file again with torch.save
            """
        ),
        (
            "two members of one name", archive { $0.members.append($0.members[1]) },
            "FILE: the archive has two members of one name\n  found:    model/data/0"
        ),
        (
            "another name before the member", archive { $0.members[0].localName = "model/data.pkx" },
            """
            FILE: member model/data.pkl: the header before the member does not agree with the archive's directory
              expected: its name
              found:    model/data.pkx
            """ + again
        ),
        (
            "another size before the member", archive { $0.members[1].localSize = 9 },
            """
            FILE: member model/data/0: the header before the member does not agree with the archive's directory
              expected: 8 bytes
              found:    9 bytes
            """ + again
        ),
        (
            "no header before the member", archive { $0.members[1].directoryOffset = 1 },
            """
            FILE: member model/data/0: the header before the member does not agree with the archive's directory
              expected: a header of it at byte 1
            """ + again
        ),
        (
            "a header beyond the file", archive { $0.members[1].directoryOffset = .max - 1 },
            """
            FILE: member model/data/0: the header before the member does not agree with the archive's directory
              expected: a header of it at byte 4294967294
            """ + again
        ),
        (
            "a member that reaches into the directory",
            archive {
                $0.members[1].flags = 8
                $0.members[1].directorySize = 9
            },
            """
            FILE: member model/data/0: the member reaches beyond the members' part of the file
              expected: an end at byte \(archive().count - 140) or before
              found:    9 bytes from byte \(archive().count - 148)
            """ + again
        ),
        (
            "a member that reaches into the next",
            archive {
                $0.members[0].flags = 8
                $0.members[0].directorySize = UInt32(pickle.count + 1)
            },
            """
            FILE: two members of the archive overlap
              expected: the next after \(45 + pickle.count)
              found:    one at byte \(44 + pickle.count)
            """
        ),
        (
            "a size in extra fields that are not there", archive { $0.members[1].directorySize = .max },
            """
            FILE: member model/data/0: the directory's entry of the member contradicts itself
              expected: one size and one place
              found:    sizes 4294967295 and 4294967295
            """ + again
        ),
        (
            "no data.pkl", archive { $0.members[0].name = "data.pkl" },
            """
            FILE: the archive has no data.pkl
              expected: an archive of torch.save
              try:      name a file that torch.save wrote
            """
        ),
        (
            "two data.pkl", others(.init(name: "a/data.pkl", content: [])),
            """
            FILE: the archive has more than one data.pkl
              expected: one
              found:    a/data.pkl, model/data.pkl
            """
        ),
        (
            "TorchScript", others(.init(name: "model/constants.pkl", content: [])),
            """
            FILE: the archive holds a TorchScript program
              expected: a state dict
              try:      in Python, load it with torch.jit.load and save its state_dict() with torch.save
            """
        ),
        (
            "big-endian", others(.init(name: "model/byteorder", content: Array("big".utf8))),
            """
            FILE: the archive has another byte order
              expected: little
              found:    big
              try:      save it again on a machine with little-endian byte order
            """
        ),
    ]

    @Test(arguments: refused)
    func isRefused(_ description: String, _ content: [UInt8], _ message: String) throws {
        let path = try directory.write("x.bin", Data(content))
        let error = try CaughtError(replacing: path) { _ = try PyTorchArchive(path: path) }
        #expect(error == CaughtError(.data, message))
    }
}
