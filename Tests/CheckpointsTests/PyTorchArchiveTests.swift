import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Files written by torch.save, compared with their contents according to torch.
@Suite struct PyTorchArchiveTests {
    static let fixtures = [
        "types", "types-legacy", "views", "views-legacy", "module", "module-legacy", "module-rewritten", "plain-dict",
        "training", "training-legacy", "no-tensors", "python-2-legacy", "protocol-3", "protocol-3-legacy", "protocol-4",
        "protocol-4-legacy", "protocol-5", "protocol-5-legacy",
    ]

    private static let floatingPoint: Set<TensorElementType> = [.float16, .bfloat16, .float32, .float64]

    private func path(_ name: String) -> String { Fixtures.path("Checkpoints/PyTorch/\(name)") }

    @Test func everyRecordedFileIsInTheTable() throws {
        let recorded = try JSONValue(contentsOf: path("expected.json")).objectValue ?? [:]
        #expect(Set(recorded.keys) == Set(Self.fixtures))
    }

    @Test(arguments: fixtures)
    func tensors(_ fixture: String) throws {
        let recorded = try #require(JSONValue(contentsOf: path("expected.json"))[fixture]?.arrayValue)
        let file = try PyTorchArchive(path: path("\(fixture).bin"))
        #expect(file.path == path("\(fixture).bin"))
        #expect(file.formatName == "PyTorch")
        let expected = try recorded.map { tensor in
            WeightsTensor(
                name: try #require(tensor["name"]?.stringValue),
                elementType: try #require(tensor["type"]?.stringValue.flatMap { TensorElementType(rawValue: $0) }),
                shape: (tensor["shape"]?.arrayValue ?? []).compactMap(\.integerValue), file: file.path)
        }
        #expect(file.allTensors == expected)
        for tensor in expected { #expect(file.tensor(named: tensor.name) == tensor) }
        #expect(file.tensor(named: "none of them") == nil)
    }

    @Test(arguments: fixtures)
    func elements(_ fixture: String) throws {
        let recorded = try RecordedTensors(path: path("expected.safetensors"))
        let file = try PyTorchArchive(path: path("\(fixture).bin"))
        let tensors = file.allTensors.filter { Self.floatingPoint.contains($0.elementType) }
        let names = Set(recorded.names.filter { $0.hasPrefix("\(fixture)/") })
        #expect(Set(tensors.map { "\(fixture)/\($0.name)" }) == names)
        for tensor in tensors {
            var floats = [Float](repeating: .signalingNaN, count: tensor.count)
            try floats.withUnsafeMutableBufferPointer { try file.read(tensor.name, into: $0) }
            let expected = try recorded.floats("\(fixture)/\(tensor.name)")
            #expect(floats.map(\.bitPattern) == expected.map(\.bitPattern), "\(tensor.name)")
        }
    }

    @Test(arguments: ["types", "types-legacy"], ["BOOL", "U8", "I8", "I16", "I32", "I64"])
    func whatCannotBeReadAsFloat(_ fixture: String, _ type: String) throws {
        let file = try PyTorchArchive(path: path("\(fixture).bin"))
        for name in ["\(type).special", "\(type).transposed"] {
            var floats = [Float](repeating: 0, count: try #require(file.tensor(named: name)).count)
            let error = try CaughtError(replacing: file.path) {
                try floats.withUnsafeMutableBufferPointer { try file.read(name, into: $0) }
            }
            let message = """
                FILE: tensor \(name): the elements are not floating-point numbers
                  expected: F32, F16, BF16 or F64
                  found:    \(type)
                """
            #expect(error == CaughtError(.data, message))
        }
    }

    @Test func aNameThatTheFileDoesNotHave() throws {
        let file = try PyTorchArchive(path: path("module.bin"))
        var floats: [Float] = [0]
        let error = try CaughtError(replacing: file.path) {
            try floats.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        }
        #expect(error == CaughtError(.data, "FILE: the file has no tensor x"))
    }

    @Test func aFileThatDoesNotExist() throws {
        let path = path("nothing.bin")
        let error = try CaughtError(replacing: path) { _ = try PyTorchArchive(path: path) }
        #expect(error.category == .noInput)
    }

    @Test(arguments: ["module", "module-legacy", "python-2-legacy"])
    func everyTruncationIsFound(_ fixture: String) throws {
        let directory = try TemporaryDirectory()
        let whole = try Data(contentsOf: URL(fileURLWithPath: path("\(fixture).bin")))
        let path = try directory.write("part", whole)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        for count in (0..<whole.count).reversed() {
            try file.truncate(atOffset: UInt64(count))
            #expect(try CaughtError(replacing: path) { _ = try PyTorchArchive(path: path) }.category == .data)
        }
    }

    /// A transposed matrix with rows longer than the number of elements gathered at once.
    @Test func aLongTransposedMatrix() throws {
        let directory = try TemporaryDirectory()
        let (rows, columns) = (3, 20_000)
        let elements = (0..<rows * columns).map { Float($0) }
        let pickle = Pickle.file(
            Pickle.tensor(shape: [rows, columns], strides: [1, rows], storage: Pickle.storage(count: rows * columns)))
        let content = ZipBytes.torchArchive(pickle: pickle, storage: elements.withUnsafeBytes { Array($0) })
        let file = try PyTorchArchive(path: try directory.write("x.bin", Data(content)))
        var floats = [Float](repeating: 0, count: rows * columns)
        try floats.withUnsafeMutableBufferPointer { try file.read("x", into: $0) }
        let expected = (0..<rows).flatMap { row in (0..<columns).map { elements[$0 * rows + row] } }
        #expect(floats == expected)
    }
}
