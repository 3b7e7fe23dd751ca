import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// A tensor or a state dict that does not fit the file, with the exact error message.
struct MisfitTensor: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The member `x` of the state dict.
    var member: [UInt8]
    var message: String

    init(_ description: String, _ member: [UInt8], _ message: String) {
        testDescription = description
        self.member = member
        self.message = message
    }
}

/// Archives with a storage of 6 floats, key 0.
@Suite struct PyTorchTensorTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ pickle: [UInt8]) throws -> PyTorchArchive {
        let storage = (1...6).map { Float($0) }.withUnsafeBytes { Array($0) }
        return try PyTorchArchive(
            path: directory.write("x.bin", Data(ZipBytes.torchArchive(pickle: pickle, storage: storage))))
    }

    private static func tensor(
        _ shape: [Int], _ strides: [Int], offset: Int = 0, storage: [UInt8] = Pickle.storage(count: 6)
    ) -> [UInt8] {
        Pickle.tensor(offset: offset, shape: shape, strides: strides, storage: storage)
    }

    private static func beyond(_ shape: [Int], _ strides: [Int], offset: Int = 0) -> MisfitTensor {
        MisfitTensor(
            "\(shape) \(strides) \(offset)", tensor(shape, strides, offset: offset),
            """
            FILE: tensor x: the tensor reaches beyond its storage
              expected: elements within the 6 of the storage
              found:    shape \(shape), strides \(strides), offset \(offset)
            """)
    }

    private static func negative(_ shape: [Int], _ strides: [Int], offset: Int = 0) -> MisfitTensor {
        MisfitTensor(
            "\(shape) \(strides) \(offset)", tensor(shape, strides, offset: offset),
            """
            FILE: tensor x: the tensor has a negative size, stride or offset
              expected: numbers from 0
              found:    shape \(shape), strides \(strides), offset \(offset)
            """)
    }

    private static func tooLarge(_ shape: [Int], _ strides: [Int]) -> MisfitTensor {
        MisfitTensor(
            "\(shape) \(strides)", tensor(shape, strides),
            """
            FILE: tensor x: the tensor is larger than memory can be
              expected: at most 9223372036854775807 bytes
              found:    F32 \(shape)
            """)
    }

    private static func storage(_ description: String, _ storage: [UInt8], _ message: String) -> MisfitTensor {
        MisfitTensor(description, tensor([1], [1], storage: storage), message)
    }

    static let misfits: [MisfitTensor] = [
        beyond([7], [1]),
        beyond([6], [1], offset: 1),
        beyond([1], [1], offset: 6),
        beyond([], [], offset: 6),
        beyond([2, 3], [3, 2]),
        beyond([2], [6]),
        beyond([1], [1], offset: .max),
        beyond([2], [.max]),
        beyond([3], [.max]),
        beyond([2, 2], [.max, .max]),
        beyond([2], [1], offset: .max),
        negative([-1], [1]),
        negative([6], [-1], offset: 5),
        negative([1], [-1]),
        negative([1], [1], offset: -1),
        negative([0], [1], offset: .min),
        tooLarge([.max, 1], [1, 1]),
        tooLarge([1 << 31, 1 << 31], [0, 0]),
        tooLarge([1 << 62, 1 << 62, 0], [0, 0, 0]),
        MisfitTensor(
            "16,777,217 times one element", tensor([16_777_217], [0]),
            """
            FILE: tensor x: the tensor repeats the elements of its storage too often
              expected: at most 67108864 bytes
              found:    67108868 bytes
              try:      in Python, save what its expand() began with
            """),
        storage(
            "a storage that is smaller than said", Pickle.storage(count: 7),
            """
            FILE: storage 0: the storage does not have the size that data.pkl says
              expected: 7 elements F32
              found:    24 bytes
            """),
        storage(
            "a storage that is larger than said", Pickle.storage("DoubleStorage", count: 2),
            """
            FILE: storage 0: the storage does not have the size that data.pkl says
              expected: 2 elements F64
              found:    24 bytes
            """),
        storage(
            "a storage whose size overflows", Pickle.storage(count: 1 << 62),
            """
            FILE: storage 0: the storage does not have the size that data.pkl says
              expected: 4611686018427387904 elements F32
              found:    24 bytes
            """),
        storage(
            "a storage that is not there", Pickle.storage(key: "1", count: 6),
            """
            FILE: storage 1: the archive has no such storage
              expected: a member data/1
              try:      copy or download the file again
            """),
        storage(
            "a storage that is no storage", Pickle.storage(key: "../data.pkl", count: 6),
            """
            FILE: storage ../data.pkl: the archive has no such storage
              expected: a member data/../data.pkl
              try:      copy or download the file again
            """),
    ]

    @Test(arguments: misfits)
    func whatDoesNotFit(_ misfit: MisfitTensor) throws {
        let path = directory.path + "/x.bin"
        let error = try CaughtError(replacing: path) { _ = try open(Pickle.file(misfit.member)) }
        #expect(error == CaughtError(.data, misfit.message))
    }

    @Test(
        arguments: [
            ([6], [1], 0, [1, 2, 3, 4, 5, 6]), ([2], [5], 0, [1, 6]), ([], [], 5, [6]), ([0], [1], 0, []),
            ([0, 1 << 40], [1 << 50, .max], 99, []), ([1], [.max], 5, [6]), ([2, 3], [0, 2], 1, [2, 4, 6, 2, 4, 6]),
            ([3, 2], [1, 3], 0, [1, 4, 2, 5, 3, 6]), ([2, 1, 3], [3, 77, 1], 0, [1, 2, 3, 4, 5, 6]),
            ([2, 2, 2], [1, 0, 2], 1, [2, 4, 2, 4, 3, 5, 3, 5]), ([2, 2, 1], [2, 1, 1], 2, [3, 4, 5, 6]),
        ] as [([Int], [Int], Int, [Float])])
    func whatFits(_ shape: [Int], _ strides: [Int], _ offset: Int, _ expected: [Float]) throws {
        let file = try open(Pickle.file(Self.tensor(shape, strides, offset: offset)))
        #expect(file.allTensors.map(\.shape) == [shape])
        var floats = [Float](repeating: 0, count: expected.count)
        try floats.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        #expect(floats == expected)
    }

    @Test func aRepetitionOf64MiB() throws {
        let file = try open(Pickle.file(Self.tensor([16_777_216], [0], offset: 2)))
        var floats = [Float](repeating: 0, count: 16_777_216)
        try floats.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        #expect(floats.allSatisfy { $0 == 3 })
    }

    private static func dictionary(_ members: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        Pickle.emptyDictionary + members.flatMap { $0.key + $0.value + Pickle.setItem }
    }

    private static func file(_ object: [UInt8]) -> [UInt8] { Pickle.protocol2 + object + Pickle.stop }

    private static let scalar = tensor([], [])

    private static func member(_ name: String, _ found: String) -> String {
        """
        FILE: member \(name): the member of the state dict is not a tensor
          expected: a tensor
          found:    \(found)
          try:      in Python, save the model's state_dict() alone, or as the member state_dict of a dict
        """
    }

    private static func noStateDict(_ found: String) -> String {
        """
        FILE: the file holds no state dict
          expected: a dict of tensors
          found:    \(found)
          try:      in Python, save the model's state_dict() with torch.save
        """
    }

    static let objects: [MisfitTensor] = [
        MisfitTensor("a tensor", file(scalar), noStateDict("a tensor")),
        MisfitTensor("a list", file([0x5D]), noStateDict("a list")),
        MisfitTensor("a text", file(Pickle.text("x")), noStateDict("a str")),
        MisfitTensor("a class", file(Pickle.global("torch", "Size")), noStateDict("torch.Size")),
        MisfitTensor("an int", file(Pickle.integer(1)), noStateDict("an int")),
        MisfitTensor("True", file([0x88]), noStateDict("a bool")),
        MisfitTensor("a float", file([0x47, 0, 0, 0, 0, 0, 0, 0, 0]), noStateDict("a float")),
        MisfitTensor(
            "deeply nested tuples", file([0x29] + [UInt8](repeating: 0x85, count: 1_000_000)), noStateDict("a tuple")),
        MisfitTensor(
            "a list that contains itself", file([0x5D, 0x71, 0] + [0x68, 0, 0x61]), noStateDict("a list")),
        MisfitTensor("a storage", file(Pickle.storage(count: 6)), noStateDict("a storage")),
        MisfitTensor("a member that is no tensor", Pickle.file(Pickle.integer(3)), member("x", "an int")),
        MisfitTensor("a dict among the members", Pickle.file(Pickle.emptyDictionary), member("x", "a dict")),
        MisfitTensor(
            "a dict that contains itself", file([0x7D, 0x71, 0] + Pickle.text("x") + [0x68, 0, 0x73]),
            member("x", "a dict")),
        MisfitTensor(
            "a state_dict that is a tensor and another member",
            file(dictionary([(Pickle.text("state_dict"), scalar), (Pickle.text("epoch"), Pickle.integer(3))])),
            member("epoch", "an int")),
        MisfitTensor(
            "a member of state_dict that is no tensor",
            file(dictionary([(Pickle.text("state_dict"), dictionary([(Pickle.text("\n"), Pickle.none)]))])),
            member(#"\x0a"#, "None")),
        MisfitTensor(
            "a key that is no text", file(dictionary([(Pickle.integer(1), scalar)])),
            """
            FILE: a key of the state dict is not a name
              expected: a str
              found:    an int
            """),
        MisfitTensor(
            "a name that is not UTF-8", file(dictionary([([0x55, 3, 0x61, 0xED, 0xA0], scalar)])),
            #"""
            FILE: a name in the state dict is not usable
              expected: UTF-8 of at most 4096 bytes
              found:    a\xed\xa0
            """#),
        MisfitTensor(
            "a long name", file(dictionary([(Pickle.text(String(repeating: "x", count: 4097)), scalar)])),
            """
            FILE: a name in the state dict is not usable
              expected: UTF-8 of at most 4096 bytes
              found:    \(String(repeating: "x", count: 100))… (4097 bytes)
            """),
        MisfitTensor(
            "two tensors of one name", file(dictionary([(Pickle.text("x"), scalar), (Pickle.text("x"), scalar)])),
            """
            FILE: the state dict has two tensors of one name
              found:    x
            """),
    ]

    @Test(arguments: objects)
    func whatIsNoStateDict(_ object: MisfitTensor) throws {
        let error = try CaughtError(replacing: directory.path + "/x.bin") { _ = try open(object.member) }
        #expect(error == CaughtError(.data, object.message))
    }
}
