import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/model.safetensors" }

    init() throws { directory = try TemporaryDirectory() }

    /// Writes tensors whose elements are given as arrays.
    private func write(
        _ tensors: [(name: String, shape: [Int], values: [Float])], metadata: [String: String] = [:],
        to path: String? = nil
    ) throws {
        let buffers = tensors.map { tensor in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: tensor.values.count)
            _ = buffer.initialize(from: tensor.values)
            return (name: tensor.name, shape: tensor.shape, values: UnsafeBufferPointer(buffer))
        }
        defer { for buffer in buffers { buffer.values.deallocate() } }
        try SafetensorsWriter.write(to: path ?? self.path, tensors: buffers, metadata: metadata)
    }

    @Test func theExactBytes() throws {
        try write([("b", [2, 1], [1, -2]), ("a", [], [0.5])], metadata: ["format": "pt", "by": "me"])
        let header =
            #"{"__metadata__":{"by":"me","format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
            + #""a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}  "#
        let elements: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F]
        let content = try Data(contentsOf: directory.url.appendingPathComponent("model.safetensors"))
        #expect(header.utf8.count == 152)
        #expect(content == safetensors(header: header.utf8, dataCount: 0) + elements)
    }

    /// Large, small and empty tensors.
    @Test func whatIsWrittenIsRead() throws {
        let sizes = [3, 300_000, 0, 1, 262_144, 5, 262_143, 100_000, 100_000, 100_000]
        let tensors = sizes.enumerated().map { index, size in
            (name: "t\"é\(index)", shape: [size], values: (0..<size).map { Float($0 &* 7 + index) * 0.37 })
        }
        try write(tensors, metadata: ["format": "pt"])
        let file = try SafetensorsFile(path: path)
        #expect(file.metadata == ["format": "pt"])
        #expect(file.tensors.count == sizes.count)
        for tensor in tensors {
            let entry = try #require(file.tensors[tensor.name])
            #expect(entry.shape == tensor.shape)
            #expect(entry.elementType == .float32)
            var values = [Float](repeating: .nan, count: tensor.values.count)
            try values.withUnsafeMutableBufferPointer { try file.read(tensor.name, into: $0) }
            #expect(values == tensor.values)
        }
        let first = try #require(file.tensors[tensors[0].name])
        #expect(first.byteRange.lowerBound % 8 == 0)
    }

    @Test func aLongerFileIsReplaced() throws {
        try write([("x", [100], Array(repeating: 1, count: 100))])
        try write([("x", [1], [1])])
        #expect(try SafetensorsFile(path: path).tensors["x"]?.shape == [1])
    }

    @Test func withoutTensorsAndMetadata() throws {
        try write([])
        let content = try Data(contentsOf: directory.url.appendingPathComponent("model.safetensors"))
        #expect(content == safetensors(header: "{}      ".utf8, dataCount: 0))
        #expect(try SafetensorsFile(path: path).names == [])
    }

    @Test(
        arguments: [
            (["x", "x"], [1], "FILE: tensor x: the tensor's name is reserved or used twice"),
            (["__metadata__"], [1], "FILE: tensor __metadata__: the tensor's name is reserved or used twice"),
            (
                ["x"], [2, 3],
                """
                FILE: tensor x: the elements do not fit the shape
                  expected: as many as [2, 3] has
                  found:    1
                """
            ),
        ])
    func whatCannotBeWritten(_ names: [String], _ shape: [Int], _ message: String) throws {
        let error = try CaughtError(replacing: path) { try write(names.map { ($0, shape, [1]) }) }
        #expect(error == CaughtError(.software, message))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: [1, 1_000_000])
    func aFullDisk(_ count: Int) throws {
        let error = try CaughtError(replacing: path) {
            try write([("x", [count], Array(repeating: 1, count: count))], to: "/dev/full")
        }
        #expect(
            error
                == CaughtError(
                    .inputOutput,
                    """
                    /dev/full: the disk is full (No space left on device)
                      try:      free some space and run the command again
                    """))
    }

    @Test func aDirectoryThatDoesNotExist() throws {
        let error = try CaughtError(replacing: directory.path) { try write([], to: directory.path + "/none/x") }
        #expect(
            error
                == CaughtError(
                    .cannotCreate,
                    """
                    FILE/none/x: the parent directory "FILE/none" does not exist
                      try:      create it with mkdir -p, or choose another place
                    """))
    }
}
