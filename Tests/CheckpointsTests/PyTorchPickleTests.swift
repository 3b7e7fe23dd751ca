import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// A pickle that is not a plain state dict, with the exact error message.
struct RefusedPickle: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var pickle: [UInt8]
    var message: String

    init(_ description: String, _ pickle: [UInt8], _ message: String) {
        testDescription = description
        self.pickle = pickle
        self.message = message
    }

    static let advice =
        "get the weights as model.safetensors, and open this file in Python only where you trust its author"

    /// A pickle with a forbidden global.
    static func global(_ description: String, _ pickle: [UInt8], at byte: Int, _ found: String) -> RefusedPickle {
        RefusedPickle(
            description, pickle,
            """
            FILE: byte \(byte) of data.pkl: the pickle asks for something that loading weights does not need; nothing \
            was executed
              expected: only collections.OrderedDict, torch._utils._rebuild_tensor_v2, \
            torch._utils._rebuild_parameter, torch.Size and the storage classes of torch
              found:    \(found)
              try:      \(advice)
            """)
    }

    /// A pickle with a forbidden operation at its third byte.
    static func operation(_ name: String, _ pickle: [UInt8]) -> RefusedPickle {
        RefusedPickle(
            name, Pickle.protocol2 + pickle,
            """
            FILE: byte 2 of data.pkl: the pickle has an operation that loading weights does not need; nothing was \
            executed
              found:    \(name)
              try:      \(advice)
            """)
    }

    /// A pickle whose last byte calls an allowed global in a forbidden way.
    static func call(_ description: String, _ pickle: [UInt8], _ found: String) -> RefusedPickle {
        RefusedPickle(
            description, pickle,
            """
            FILE: byte \(pickle.count - 1) of data.pkl: the pickle makes a call that loading weights does not need; \
            nothing was executed
              expected: the call that torch.save writes
              found:    REDUCE of \(found)
              try:      \(advice)
            """)
    }
}

@Suite struct PyTorchPickleTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let command = "touch fledge-was-here"

    static let globals: [RefusedPickle] = [
        .global(
            "os.system", Pickle.protocol2 + Pickle.call(Pickle.global("os", "system"), [Pickle.text(command)]),
            at: 2, "GLOBAL os.system"),
        .global(
            "os.system among the members", Pickle.file(Pickle.call(Pickle.global("os", "system"), [])), at: 9,
            "GLOBAL os.system"),
        .global("posix.system", Pickle.protocol2 + Pickle.global("posix", "system"), at: 2, "GLOBAL posix.system"),
        .global("builtins.eval", Pickle.protocol2 + Pickle.global("builtins", "eval"), at: 2, "GLOBAL builtins.eval"),
        .global(
            "builtins.eval of protocol 4",
            [0x80, 4, 0x95, 24, 0, 0, 0, 0, 0, 0, 0, 0x8C, 8] + "builtins".utf8 + [0x94, 0x8C, 4] + "eval".utf8
                + [0x94, 0x93] + Pickle.call([], [Pickle.text("1")]),
            at: 29, "STACK_GLOBAL builtins.eval"),
        .global(
            "a chain of getattr", Pickle.protocol2 + Pickle.global("builtins", "getattr"), at: 2,
            "GLOBAL builtins.getattr"),
        .global(
            "a dotted name", Pickle.protocol2 + Pickle.global("torch", "_utils._rebuild_tensor_v2.__globals__"), at: 2,
            "GLOBAL torch._utils._rebuild_tensor_v2.__globals__"),
        .global(
            "dots between module and name", Pickle.protocol2 + Pickle.global("torch._utils", "os.system"), at: 2,
            "GLOBAL torch._utils.os.system"),
        .global(
            "Python 2's eval", Pickle.protocol2 + Pickle.global("__builtin__", "eval"), at: 2,
            "GLOBAL __builtin__.eval"),
        .global(
            "torch.load itself", Pickle.protocol2 + Pickle.global("torch", "load"), at: 2, "GLOBAL torch.load"),
        .global(
            "a storage from a file",
            Pickle.file(Pickle.call(Pickle.global("torch.storage", "_load_from_bytes"), [Pickle.text("x")])), at: 9,
            "GLOBAL torch.storage._load_from_bytes"),
        .global(
            "a tensor of a newer type", Pickle.file(Pickle.global("torch._utils", "_rebuild_tensor_v3")), at: 9,
            "GLOBAL torch._utils._rebuild_tensor_v3"),
        .global(
            "a quantized storage", Pickle.file(Pickle.storage("QInt8Storage", count: 1)), at: 22,
            "GLOBAL torch.QInt8Storage"),
        .global(
            "a name that would change a terminal", Pickle.protocol2 + Pickle.global("\u{1B}[2J", "ä"), at: 2,
            #"GLOBAL \x1b[2J.\xc3\xa4"#),
        .global(
            "a long name", Pickle.protocol2 + Pickle.global("os", String(repeating: "x", count: 101)), at: 2,
            "GLOBAL os.\(String(repeating: "x", count: 100))… (101 bytes)"),
        .global("no name", Pickle.protocol2 + Pickle.global("", ""), at: 2, "GLOBAL ."),
    ]

    static let operations: [RefusedPickle] = [
        .operation("INST", [0x69] + "os\nsystem\n".utf8),
        .operation("OBJ", [0x6F]),
        .operation("NEWOBJ", [0x81]),
        .operation("NEWOBJ_EX", [0x92]),
        .operation("EXT1", [0x82, 1]),
        .operation("EXT2", [0x83, 1, 0]),
        .operation("EXT4", [0x84, 1, 0, 0, 0]),
        .operation("POP", [0x30]),
        .operation("POP_MARK", [0x31]),
        .operation("DUP", [0x32]),
        .operation("PERSID", [0x50] + "0\n".utf8),
        .operation("INT", [0x49] + "1\n".utf8),
        .operation("LONG", [0x4C] + "1L\n".utf8),
        .operation("LONG4", [0x8B, 0xFF, 0xFF, 0xFF, 0x7F]),
        .operation("FLOAT", [0x46] + "1\n".utf8),
        .operation("STRING", [0x53] + "'x'\n".utf8),
        .operation("UNICODE", [0x56] + "x\n".utf8),
        .operation("BINUNICODE8", [0x8D] + Pickle.bytes(UInt64.max)),
        .operation("BINBYTES", [0x42] + Pickle.bytes(UInt32.max)),
        .operation("SHORT_BINBYTES", [0x43, 0]),
        .operation("BINBYTES8", [0x8E] + Pickle.bytes(UInt64.max)),
        .operation("BYTEARRAY8", [0x96] + Pickle.bytes(UInt64.max)),
        .operation("NEXT_BUFFER", [0x97]),
        .operation("READONLY_BUFFER", [0x98]),
        .operation("EMPTY_SET", [0x8F]),
        .operation("ADDITEMS", [0x90]),
        .operation("FROZENSET", [0x91]),
        .operation("DICT", [0x64]),
        .operation("LIST", [0x6C]),
        .operation("GET", [0x67] + "0\n".utf8),
        .operation("PUT", [0x70] + "0\n".utf8),
        .operation("the unknown byte 0", [0]),
        .operation("the unknown byte 255", [255]),
    ]

    private static let rebuild = Pickle.global("torch._utils", "_rebuild_tensor_v2")
    private static let parameter = Pickle.global("torch._utils", "_rebuild_parameter")
    private static let one = Pickle.integers([1])

    static let calls: [RefusedPickle] = [
        .call(
            "a call of a text", Pickle.protocol2 + Pickle.call(Pickle.text("eval"), []), "a str with ()"),
        .call(
            "a call of a dict", Pickle.protocol2 + Pickle.call(Pickle.emptyDictionary, [Pickle.none]),
            "a dict with (None)"),
        .call(
            "a call without a tuple",
            Pickle.protocol2 + Pickle.global("collections", "OrderedDict") + Pickle.none + Pickle.reduce,
            "collections.OrderedDict with None"),
        .call(
            "OrderedDict of a tuple",
            Pickle.protocol2 + Pickle.call(Pickle.global("collections", "OrderedDict"), [one]),
            "collections.OrderedDict with (an int)"),
        .call(
            "OrderedDict of two",
            Pickle.protocol2 + Pickle.call(Pickle.global("collections", "OrderedDict"), [one, one]),
            "collections.OrderedDict with (a tuple, a tuple)"),
        .call(
            "a storage class that is called",
            Pickle.protocol2 + Pickle.call(Pickle.global("torch", "FloatStorage"), [Pickle.integer(1 << 60)]),
            "a storage class of F32 with (an int)"),
        .call(
            "Size of a list", Pickle.protocol2 + Pickle.call(Pickle.global("torch", "Size"), [[0x5D]]),
            "torch.Size with (a list)"),
        .call(
            "a tensor without arguments", Pickle.protocol2 + Pickle.call(rebuild, []),
            "torch._utils._rebuild_tensor_v2 with ()"),
        .call(
            "a tensor without a storage",
            Pickle.protocol2
                + Pickle.call(rebuild, [Pickle.none, Pickle.integer(0), one, one, [0x89], Pickle.hooks]),
            "torch._utils._rebuild_tensor_v2 with (None, an int, a tuple, a tuple, a bool, a dict)"),
        .call(
            "a tensor with hooks in a plain dict",
            Pickle.protocol2
                + Pickle.call(
                    rebuild, [storage, Pickle.integer(0), one, one, [0x89], Pickle.emptyDictionary]),
            "torch._utils._rebuild_tensor_v2 with (a storage, an int, a tuple, a tuple, a bool, a dict)"),
        .call(
            "a tensor with a hook",
            Pickle.protocol2
                + Pickle.call(
                    rebuild,
                    [
                        storage, Pickle.integer(0), one, one, [0x89],
                        Pickle.hooks + Pickle.none + Pickle.none + Pickle.setItem,
                    ]), "torch._utils._rebuild_tensor_v2 with (a storage, an int, a tuple, a tuple, a bool, a dict)"),
        .call(
            "a tensor with metadata",
            Pickle.protocol2
                + Pickle.call(
                    rebuild,
                    [
                        storage, Pickle.integer(0), one, one, [0x89], Pickle.hooks,
                        Pickle.emptyDictionary + Pickle.text("conj") + [0x88] + Pickle.setItem,
                    ]),
            "torch._utils._rebuild_tensor_v2 with (a storage, an int, a tuple, a tuple, a bool, a dict, a dict)"),
        .call(
            "a tensor with fewer strides than sizes",
            Pickle.protocol2
                + Pickle.call(
                    rebuild, [storage, Pickle.integer(0), Pickle.integers([1, 1]), one, [0x89], Pickle.hooks]),
            "torch._utils._rebuild_tensor_v2 with (a storage, an int, a tuple, a tuple, a bool, a dict)"),
        .call(
            "a tensor with 17 dimensions",
            Pickle.protocol2 + Pickle.tensor(shape: ones(17), strides: ones(17), storage: storage),
            "torch._utils._rebuild_tensor_v2 with (a storage, an int, a tuple, a tuple, a bool, a dict)"),
        .call(
            "a tensor whose offset does not fit",
            Pickle.protocol2
                + Pickle.call(
                    rebuild, [storage, [0x8A, 9] + [UInt8](repeating: 1, count: 9), one, one, [0x89], Pickle.hooks]),
            "torch._utils._rebuild_tensor_v2 with (a storage, an int, a tuple, a tuple, a bool, a dict)"),
        .call(
            "a parameter of a storage", Pickle.protocol2 + Pickle.call(parameter, [storage, [0x88], Pickle.hooks]),
            "torch._utils._rebuild_parameter with (a storage, a bool, a dict)"),
        .call(
            "OrderedDict of what are no pairs",
            Pickle.protocol2
                + Pickle.call(Pickle.global("collections", "OrderedDict"), [[0x5D, 0x4E, 0x61]]),
            "collections.OrderedDict with None"),
    ]

    private static let storage = Pickle.storage(count: 1)
    private static func ones(_ count: Int) -> [Int] { Array(repeating: 1, count: count) }

    @Test(arguments: globals + operations + calls + others)
    func isRefused(_ refused: RefusedPickle) throws {
        let content = ZipBytes.torchArchive(pickle: refused.pickle, storage: [0, 0, 0, 0])
        let path = try directory.write("x.bin", Data(content))
        let error = try CaughtError(replacing: path) { _ = try PyTorchArchive(path: path) }
        #expect(error == CaughtError(.data, refused.message))
        #expect(!FileManager.default.fileExists(atPath: "fledge-was-here"))
    }
}
