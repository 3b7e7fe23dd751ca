import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Invalid files in the layout before torch 1.6, with the exact error messages.
@Suite struct PyTorchLegacyTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// The parts of a file with one tensor `x` of two elements.
    private struct Parts {
        var magicNumber: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
        var version: [UInt8] = [0x4D, 0xE9, 3]
        var facts = Pickle.emptyDictionary + Pickle.text("little_endian") + [0x88] + Pickle.setItem
        var storage = Pickle.storage(count: 2)
        var member: [UInt8]?
        var keys: [UInt8] = [0x5D] + Pickle.text("0") + [0x61]
        var count: Int? = 2
        var rest: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]

        var bytes: [UInt8] {
            let heads = [magicNumber, version, facts].flatMap { Pickle.protocol2 + $0 + Pickle.stop }
            let object = Pickle.file(member ?? Pickle.tensor(shape: [2], strides: [1], storage: storage))
            let list = Pickle.protocol2 + keys + Pickle.stop
            return heads + object + list + (count.map { Pickle.bytes(Int64($0)) } ?? []) + rest
        }
    }

    private static func file(_ change: (inout Parts) -> Void = { _ in }) -> [UInt8] {
        var parts = Parts()
        change(&parts)
        return parts.bytes
    }

    @Test func isRead() throws {
        let file = try PyTorchArchive(path: try directory.write("x.bin", Data(Self.file())))
        var floats: [Float] = [0, 0]
        try floats.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        #expect(floats == [1, 2])
    }

    private static func truncated(_ count: Int) -> String {
        "FILE: storage 0: the file is truncated: it ends within the storage\n  found:    a file of \(count) bytes"
    }

    private static let again = "\n  try:      copy or download the file again"

    static let refused: [(String, [UInt8], String)] = [
        (
            "another number", file { $0.magicNumber[11] = 0x18 },
            """
            FILE: the file is a pickle, but not one of torch.save
              expected: the magic number of torch.save
              found:    an int
              try:      save the state dict with torch.save
            """
        ),
        (
            "a pickle of a dict", Pickle.protocol2 + Pickle.emptyDictionary + Pickle.stop,
            """
            FILE: the file is a pickle, but not one of torch.save
              expected: the magic number of torch.save
              found:    a dict
              try:      save the state dict with torch.save
            """
        ),
        (
            "a pickle of os.system", Pickle.protocol2 + Pickle.global("os", "system"),
            """
            FILE: byte 2: the pickle asks for something that loading weights does not need; nothing was executed
              expected: only collections.OrderedDict, torch._utils._rebuild_tensor_v2, \
            torch._utils._rebuild_parameter, torch.Size and the storage classes of torch
              found:    GLOBAL os.system
              try:      \(RefusedPickle.advice)
            """
        ),
        (
            "os.system among the members", file { $0.member = Pickle.global("os", "system") },
            """
            FILE: byte 54: the pickle asks for something that loading weights does not need; nothing was executed
              expected: only collections.OrderedDict, torch._utils._rebuild_tensor_v2, \
            torch._utils._rebuild_parameter, torch.Size and the storage classes of torch
              found:    GLOBAL os.system
              try:      \(RefusedPickle.advice)
            """
        ),
        (
            "another protocol", file { $0.version[1] = 0xEA },
            """
            FILE: the file has another protocol of torch.save
              expected: 1001
              try:      load it in Python and save it again with torch.save
            """
        ),
        (
            "big-endian",
            file { $0.facts = Pickle.emptyDictionary + Pickle.text("little_endian") + [0x89] + Pickle.setItem },
            """
            FILE: the file has another byte order
              expected: little_endian: True
              try:      save it again on a machine with little-endian byte order
            """
        ),
        (
            "no facts", file { $0.facts = Pickle.none },
            """
            FILE: the file has another byte order
              expected: little_endian: True
              try:      save it again on a machine with little-endian byte order
            """
        ),
        (
            "keys that are no list", file { $0.keys = Pickle.none },
            "FILE: the keys of the storages are wrong\n  expected: a list of str\n  found:    None"
        ),
        (
            "a key that is no text", file { $0.keys = [0x5D] + Pickle.integer(0) + [0x61] },
            "FILE: the keys of the storages are wrong\n  expected: a list of str\n  found:    an int"
        ),
        (
            "a storage without a key",
            file {
                $0.keys = [0x5D]
                $0.count = nil
                $0.rest = []
            },
            """
            FILE: storage 0: the file has no such storage
              expected: its key in the list before the storages
            """
        ),
        (
            "another key", file { $0.keys = [0x5D] + Pickle.text("1") + [0x61] },
            "FILE: storage 1: the file has a storage that its pickle does not know"
        ),
        (
            "a key twice",
            file {
                $0.keys = [0x5D] + Pickle.text("0") + [0x61] + Pickle.text("0") + [0x61]
                $0.rest += Pickle.bytes(2) + [0, 0, 0, 0, 0, 0, 0, 0]
            }, "FILE: storage 0: the file has the storage twice"
        ),
        (
            "more elements than said", file { $0.count = 3 },
            """
            FILE: storage 0: the storage does not have the size that the pickle says
              expected: 2 elements
              found:    3 elements
            """
        ),
        (
            "fewer elements than none", file { $0.count = -1 },
            """
            FILE: storage 0: the storage does not have the size that the pickle says
              expected: 2 elements
              found:    -1 elements
            """
        ),
        (
            "a storage that ends early", file { $0.rest.removeLast() },
            truncated(file().count - 1)
                + again
        ),
        (
            "a storage whose size overflows",
            file {
                $0.storage = Pickle.storage(count: 1 << 62)
                $0.count = 1 << 62
            },
            truncated(file().count)
                + again
        ),
        (
            "bytes behind the last storage", file { $0.rest.append(0) },
            "FILE: the file does not end with its last storage\n  expected: \(file().count) bytes\n  found:    "
                + "\(file().count + 1) bytes"
                + again
        ),
        (
            "a storage of two types",
            file {
                let first = Pickle.tensor(shape: [2], strides: [1], storage: Pickle.storage(count: 2))
                let second = Pickle.tensor(shape: [2], strides: [1], storage: Pickle.storage("LongStorage", count: 2))
                $0.member = first + Pickle.setItem + Pickle.text("y") + second
            },
            """
            FILE: storage 0: the pickle contradicts itself
              expected: 2 elements F32
              found:    2 elements I64
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
