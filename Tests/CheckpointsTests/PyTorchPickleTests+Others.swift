/// Pickles that are rejected for reasons other than a name, an operation or a call.
extension PyTorchPickleTests {
    /// - Parameter byte: The byte of the error, counted with the two bytes of PROTO; `nil` for the last byte.
    private static func refused(
        _ description: String, _ pickle: [UInt8], at byte: Int? = nil, _ problem: String, expected: String? = nil,
        found: String? = nil, advice: String? = RefusedPickle.advice
    ) -> RefusedPickle {
        let lines = [
            "FILE: byte \(byte ?? pickle.count + 1) of data.pkl: \(problem)", expected.map { "  expected: \($0)" },
            found.map { "  found:    \($0)" }, advice.map { "  try:      \($0)" },
        ]
        return RefusedPickle(description, Pickle.protocol2 + pickle, lines.compactMap { $0 }.joined(separator: "\n"))
    }

    private static let truncated = "the pickle ends within an operation"
    private static let again = "copy or download the file again"
    private static let orderedDict = Pickle.hooks
    private static let notAStorage = "the pickle refers to something that is no storage; nothing was executed"
    private static let aStorage = "('storage', a storage class, key, device, number of elements)"

    private static func identity(_ parts: [[UInt8]]) -> [UInt8] { Pickle.tuple(parts) + Pickle.persistentID }

    static let others: [RefusedPickle] = [
        refused("nothing", [], at: 2, truncated, advice: again),
        refused("no STOP", Pickle.none, at: 3, truncated, advice: again),
        refused("a text that ends early", [0x58, 5, 0, 0, 0, 0x61], at: 2, truncated, advice: again),
        refused("a text of 4 GB", [0x58, 255, 255, 255, 255, 0x61], at: 2, truncated, advice: again),
        refused("a name without an end", Array("cos\nsystem".utf8), at: 2, truncated, advice: again),
        refused("a float that ends early", [0x47, 0], at: 2, truncated, advice: again),
        refused("STOP without a value", Pickle.stop, at: 2, emptyStack, advice: nil),
        refused(
            "a second PROTO", [0x80, 2], at: 2, "the pickle has an unknown protocol", expected: "2 to 5 at its start",
            found: "2", advice: nil),
        refused(
            "a frame beyond the end", [0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4E], at: 2,
            "the pickle has a frame that ends behind it", expected: "at most 1 bytes", found: "2 bytes", advice: nil),
        refused(
            "a frame without end", [0x95] + Pickle.bytes(UInt64.max), at: 2,
            "the pickle has a frame that ends behind it", expected: "at most 0 bytes",
            found: "18446744073709551615 bytes", advice: nil),
        refused(
            "values that are left", Pickle.none + Pickle.none + Pickle.stop, at: 4,
            "the pickle leaves values behind at its end", advice: nil),
        refused(
            "a mark that is left", Pickle.none + Pickle.mark + Pickle.stop, at: 4, emptyStack, advice: nil),
        refused("TUPLE without a mark", [0x74], at: 2, noMark, advice: nil),
        refused("APPENDS without a mark", [0x5D, 0x65], at: 3, noMark, advice: nil),
        refused("SETITEMS without a mark", [0x7D, 0x75], at: 3, noMark, advice: nil),
        refused("a tuple across a mark", [0x4E, 0x4E, 0x28, 0x4E, 0x86], at: 6, emptyStack, advice: nil),
        refused("APPEND to nothing", [0x4E, 0x61], at: 3, emptyStack, advice: nil),
        refused("APPEND across a mark", [0x5D, 0x28, 0x4E, 0x61], at: 5, emptyStack, advice: nil),
        refused("SETITEM of nothing", [0x4E, 0x4E, 0x73], at: 4, emptyStack, advice: nil),
        refused("SETITEM on an empty stack", [0x73], at: 2, emptyStack, advice: nil),
        refused("APPENDS to nothing", [0x28, 0x4E, 0x65], at: 4, emptyStack, advice: nil),
        refused("REDUCE of nothing", [0x4E, 0x52], at: 3, emptyStack, advice: nil),
        refused("BUILD of nothing", [0x62], at: 2, emptyStack, advice: nil),
        refused("a persistent id of nothing", [0x51], at: 2, emptyStack, advice: nil),
        refused("MEMOIZE of nothing", [0x94], at: 2, emptyStack, advice: nil),
        refused("BINPUT below a mark", [0x4E, 0x28, 0x71, 0], at: 4, emptyStack, advice: nil),
        refused(
            "APPEND to a dict", [0x7D, 0x4E, 0x61], at: 4, "the pickle appends to what is no list", found: "a dict",
            advice: nil),
        refused(
            "SETITEM of a list", [0x5D, 0x4E, 0x4E, 0x73], at: 5, "the pickle sets items of what is no dict",
            found: "a list", advice: nil),
        refused(
            "a key without a value", [0x7D, 0x28, 0x4E, 0x75], at: 5, "the pickle sets a key without a value",
            advice: nil),
        refused(
            "a huge number of the memo", [0x4E, 0x72, 255, 255, 255, 255], at: 3,
            "the pickle leaves numbers of its memo out; nothing was executed", expected: "at most 1",
            found: "4294967295"),
        refused(
            "a number of the memo that is left out", [0x4E, 0x71, 2], at: 3,
            "the pickle leaves numbers of its memo out; nothing was executed", expected: "at most 1", found: "2"),
        refused("a memo without values", [0x68, 0], at: 2, noMemo, found: "0", advice: nil),
        refused("a memo's first number in Python 2", [0x4E, 0x71, 1, 0x68, 0], at: 5, noMemo, found: "0", advice: nil),
        refused(
            "a memo that is too short", [0x4E, 0x71, 0, 0x6A, 255, 255, 255, 255], at: 5, noMemo,
            found: "4294967295", advice: nil),
        refused(
            "a global without a name", [0x4E, 0x4E, 0x93], at: 4,
            "the pickle asks for something without a name; nothing was executed", expected: "two str",
            found: "None and None"),
        refused(
            "deeply nested marks", [UInt8](repeating: 0x28, count: 200_000), at: 100_002,
            "the pickle's stack is too deep; nothing was executed", expected: "at most 100000 values"),
        refused(
            "a deep stack", [UInt8](repeating: 0x7D, count: 200_000), at: 100_002,
            "the pickle's stack is too deep; nothing was executed", expected: "at most 100000 values"),
        refused(
            "a memo without end", [0x4E] + [UInt8](repeating: 0x94, count: 2_100_000), at: 2_000_001,
            "the pickle is too long; nothing was executed", expected: "at most 2000000 operations"),
        refused(
            "a long list that is copied again and again", quadratic, at: 2154,
            "the pickle is too long; nothing was executed", expected: "at most \(quadratic.count + 2) operations"),
        refused(
            "a persistent id that is a text", Pickle.text("0") + Pickle.persistentID, notAStorage,
            expected: aStorage, found: "BINPERSID of something else"),
        refused(
            "a persistent id of a module",
            identity([Pickle.text("module"), Pickle.none, Pickle.none, Pickle.none, Pickle.none]), notAStorage,
            expected: aStorage, found: "BINPERSID of (a str, None, None, None, None)"),
        refused(
            "a storage of a function",
            identity([
                Pickle.text("storage"), Pickle.global("torch", "Size"), Pickle.text("0"), Pickle.text("cpu"),
                Pickle.integer(1),
            ]), notAStorage, expected: aStorage, found: "BINPERSID of (a str, torch.Size, a str, a str, an int)"),
        refused(
            "a storage of negative size", Pickle.storage(count: -1), notAStorage, expected: aStorage,
            found: "BINPERSID of (a str, a storage class of F32, a str, a str, an int)"),
        refused(
            "a storage with a long key", Pickle.storage(key: String(repeating: "0", count: 101), count: 1),
            notAStorage, expected: aStorage,
            found: "BINPERSID of (a str, a storage class of F32, a str, a str, an int)"),
        refused(
            "a view of a storage",
            identity([
                Pickle.text("storage"), Pickle.global("torch", "FloatStorage"), Pickle.text("0"), Pickle.text("cpu"),
                Pickle.integer(1), Pickle.integers([1, 2]),
            ]), notAStorage, expected: aStorage, found: "BINPERSID of a view of another storage"),
        refused(
            "BUILD of a plain dict", Pickle.emptyDictionary + Pickle.emptyDictionary + Pickle.build, buildOfOther,
            expected: "attributes of an OrderedDict", found: "BUILD of a dict with a dict"),
        refused(
            "BUILD of a class", Pickle.global("torch", "Size") + Pickle.emptyDictionary + Pickle.build,
            buildOfOther, expected: "attributes of an OrderedDict", found: "BUILD of torch.Size with a dict"),
        refused(
            "BUILD with a tuple", orderedDict + Pickle.emptyTuple + Pickle.build, buildOfOther,
            expected: "attributes of an OrderedDict", found: "BUILD of a dict with a tuple"),
        refused(
            "BUILD with another attribute",
            orderedDict + Pickle.emptyDictionary + Pickle.text("__class__") + Pickle.none + Pickle.setItem
                + Pickle.build, "the pickle sets an attribute that loading weights does not need; nothing was executed",
            expected: "only _metadata", found: "BUILD with __class__"),
    ]

    private static let emptyStack = "the pickle takes a value from an empty stack"
    private static let noMark = "the pickle ends a container that it did not begin"
    private static let noMemo = "the pickle uses a number of its memo that has no value"
    private static let buildOfOther = "the pickle sets a state that loading weights does not need; nothing was executed"

    /// A memoized list of 1000 pairs, from which every further 6 bytes would make a dict.
    private static let quadratic: [UInt8] = {
        let pair: [UInt8] = [0x5D, 0x71, 0, 0x4E, 0x61, 0x4E, 0x61]
        let pairs: [UInt8] = [0x5D, 0x71, 1, 0x28] + Array([[UInt8]](repeating: [0x68, 0], count: 1000).joined())
        let function = Pickle.global("collections", "OrderedDict") + [0x71, 2]
        let calls = [[UInt8]](repeating: [0x68, 2, 0x68, 1, 0x85, 0x52], count: 3000)
        return pair + pairs + [0x65] + function + calls.joined()
    }()
}
