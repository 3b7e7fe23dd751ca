import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// A broken header with the exact error message.
struct BrokenHeader: Sendable, CustomTestStringConvertible {
    var header: String
    var dataCount = 8
    var message: String
    var testDescription: String { header }
}

@Suite struct SafetensorsHeaderTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let types =
        "one of BOOL, U8, I8, F8_E4M3, F8_E5M2, F8_E8M0, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64, C64"

    static let brokenHeaders: [BrokenHeader] = [
        BrokenHeader(
            header: #"["x"]"#,
            message: """
                FILE: the header does not start with '{'
                  expected: a safetensors file
                  found:    the byte 91
                """),
        BrokenHeader(
            header: "",
            message: """
                FILE: the header does not start with '{'
                  expected: a safetensors file
                  found:    an empty header
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
            message: """
                FILE: the header is not valid JSON
                  expected: ',' or '}'
                  found:    the end of the text at byte 61 of the file
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x"#,
            message: """
                FILE: the header is not valid JSON
                  expected: the end of the text
                  found:    'x' at byte 63 of the file
                """),
        BrokenHeader(
            header: #"{"__metadata__":"pt"}"#,
            message: """
                FILE: __metadata__ in the header is not an object
                  expected: an object of strings
                  found:    "pt"
                """),
        BrokenHeader(
            header: #"{"__metadata__":{"format":"pt","epoch":3}}"#,
            message: """
                FILE: a value of __metadata__ in the header is not a string
                  expected: a string for epoch
                  found:    3
                """),
        BrokenHeader(
            header: #"{"__metadata__":{"a":"1","a":"2"}}"#,
            message: """
                FILE: __metadata__ in the header has two values of one name
                  found:    a
                """),
        BrokenHeader(
            header: #"{"__metadata__":{},"__metadata__":{}}"#,
            message: """
                FILE: the header has two entries of one name
                  found:    __metadata__
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
                + #""x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            message: """
                FILE: the header has two entries of one name
                  found:    x
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
                + #""\u0078":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            message: """
                FILE: the header has two entries of one name
                  found:    x
                """),
        BrokenHeader(
            header: #"{"x":[2]}"#,
            message: """
                FILE: tensor x: the entry in the header is not an object
                  expected: an object with dtype, shape and data_offsets
                  found:    [2]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}"#,
            message: "FILE: tensor x: the entry in the header says shape twice"),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: the entry in the header has no shape
                  expected: an array of sizes from 0
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2]}}"#,
            message: """
                FILE: tensor x: the entry in the header has no data_offsets
                  expected: two offsets from 0
                """),
        BrokenHeader(
            header: #"{"x":{"shape":[2],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: the entry in the header has no dtype
                  expected: \(types)
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: dtype in the header is wrong
                  expected: \(types)
                  found:    32
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: the element type is unknown
                  expected: \(types)
                  found:    F31
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: shape in the header is wrong
                  expected: an array of sizes from 0
                  found:    [-2]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: shape in the header is wrong
                  expected: an array of sizes from 0
                  found:    [2.0]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: shape in the header is wrong
                  expected: an array of sizes from 0
                  found:    "2"
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: the tensor is larger than memory can be
                  expected: at most 9223372036854775807 bytes
                  found:    F32 [4294967296, 4294967296]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: the tensor is larger than memory can be
                  expected: at most 9223372036854775807 bytes
                  found:    F32 [4611686018427387904]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}"#,
            message: """
                FILE: tensor x: data_offsets in the header is wrong
                  expected: two offsets from 0
                  found:    [0,4,8]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#,
            message: """
                FILE: tensor x: data_offsets in the header is wrong
                  expected: two offsets from 0
                  found:    [-8,0]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            message: """
                FILE: tensor x: the tensor ends before it begins
                  expected: the lower offset first
                  found:    [8, 0]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
            message: """
                FILE: tensor x: the offsets do not fit the shape
                  expected: 12 bytes for F32 [3]
                  found:    8 bytes from 0 to 8
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]}}"#,
            message: """
                FILE: tensor x: data_offsets in the header is wrong
                  expected: offsets within the file
                  found:    [9223372036854775806,9223372036854775807]
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            message: """
                FILE: tensor x: there is a hole before the tensor's elements
                  expected: the offset 0
                  found:    the offset 4
                """),
        BrokenHeader(
            header: #"{"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]},"#
                + #""x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            message: """
                FILE: tensor y: the tensor overlaps tensor x
                  expected: the offset 4
                  found:    the offset 2
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
            message: """
                FILE: the file is truncated: it ends within its tensors
                  expected: 75 bytes
                  found:    71 bytes
                  try:      copy or download the file again
                """),
        BrokenHeader(
            header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            message: """
                FILE: the file goes on after its last tensor
                  expected: 66 bytes
                  found:    70 bytes
                """),
    ]

    @Test(arguments: brokenHeaders)
    func brokenHeader(_ broken: BrokenHeader) throws {
        let path = try directory.write("x", safetensors(header: broken.header.utf8, dataCount: broken.dataCount))
        let error = try CaughtError(replacing: path) { _ = try SafetensorsFile(path: path) }
        #expect(error == CaughtError(.data, broken.message))
    }

    @Test func bytesThatAreNotUTF8() throws {
        let header = Data(#"{"x"#.utf8) + [0xFF] + Data(#"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#.utf8)
        let path = try directory.write("x", safetensors(header: header, dataCount: 8))
        let error = try CaughtError(replacing: path) { _ = try SafetensorsFile(path: path) }
        #expect(
            error
                == CaughtError(
                    .data,
                    """
                    FILE: the header is not valid JSON
                      expected: text in UTF-8
                      found:    bytes that are not UTF-8 at byte 11 of the file
                    """))
    }

    @Test(arguments: [
        (
            Data("1234567".utf8),
            """
            FILE: the file is too short for a safetensors file
              expected: at least 8 bytes
              found:    7 bytes
            """
        ),
        (
            Data(),
            """
            FILE: the file is too short for a safetensors file
              expected: at least 8 bytes
              found:    0 bytes
            """
        ),
        (
            Data("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".utf8),
            """
            FILE: the file is a pointer of Git LFS
              expected: a safetensors file
              try:      fetch the content with git lfs pull
            """
        ),
        (
            safetensors(header: "{}".utf8, dataCount: 0, length: 100_000_001),
            """
            FILE: the file is not a safetensors file: the length of its header is out of range
              expected: at most 100000000 bytes
              found:    100000001 bytes in a file of 10 bytes
            """
        ),
        (
            safetensors(header: "{}".utf8, dataCount: 0, length: .max),
            """
            FILE: the file is not a safetensors file: the length of its header is out of range
              expected: at most 100000000 bytes
              found:    18446744073709551615 bytes in a file of 10 bytes
            """
        ),
        (
            safetensors(header: "{}".utf8, dataCount: 0, length: 100_000_000),
            """
            FILE: the file is truncated: it ends within its header
              expected: a header of 100000000 bytes
              found:    a file of 10 bytes
              try:      copy or download the file again
            """
        ),
        (
            safetensors(header: "{}".utf8, dataCount: 0, length: 3),
            """
            FILE: the file is truncated: it ends within its header
              expected: a header of 3 bytes
              found:    a file of 10 bytes
              try:      copy or download the file again
            """
        ),
    ])
    func brokenStart(_ content: Data, _ message: String) throws {
        let path = try directory.write("x", content)
        let error = try CaughtError(replacing: path) { _ = try SafetensorsFile(path: path) }
        #expect(error == CaughtError(.data, message))
    }

    @Test func everyTruncationOfAFileIsFound() throws {
        let header = #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} "#
        let whole = safetensors(header: header.utf8, dataCount: 8)
        let wholePath = try directory.write("whole", whole)
        #expect(try SafetensorsFile(path: wholePath).names == ["x"])
        for count in 0..<whole.count {
            let path = try directory.write("part", whole.prefix(count))
            #expect(try CaughtError(replacing: path) { _ = try SafetensorsFile(path: path) }.category == .data)
        }
    }

    @Test func aFileThatDoesNotExist() throws {
        let path = directory.path + "/nothing"
        let error = try CaughtError(replacing: path) { _ = try SafetensorsFile(path: path) }
        #expect(error.category == .noInput)
    }

    @Test func scalarsEmptyTensorsPaddingAndForeignMembers() throws {
        let header = """
            {"last":{"dtype":"I64","shape":[],"data_offsets":[6,14],"note":"kept by someone else"},
            "empty":{"dtype":"F32","shape":[0,3],"data_offsets":[6,6]}, "first":{"data_offsets":[0,6],
            "shape":[1,3,1],"dtype":"BF16"},"none":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},
            "__metadata__":{"format":"pt","s\\u00e9parateur":"\\n"}}   \n
            """
        let path = try directory.write("x", safetensors(header: header.utf8, dataCount: 14))
        let file = try SafetensorsFile(path: path)
        #expect(file.names == ["none", "first", "empty", "last"])
        #expect(file.metadata == ["format": "pt", "séparateur": "\n"])
        let start = 8 + header.utf8.count
        let last = try #require(file.tensors["last"])
        #expect(last.elementType == .int64)
        #expect(last.shape == [])
        #expect(last.count == 1)
        #expect(last.byteRange == start + 6..<start + 14)
        let empty = try #require(file.tensors["empty"])
        #expect(empty.shape == [0, 3])
        #expect(empty.count == 0)
        #expect(file.bytes(of: empty).count == 0)
        #expect(file.tensors["first"]?.shape == [1, 3, 1])
        #expect(file.tensors["first"]?.byteRange == start..<start + 6)
    }

    @Test func aFileWithoutTensors() throws {
        let path = try directory.write("x", safetensors(header: "{}".utf8, dataCount: 0))
        let file = try SafetensorsFile(path: path)
        #expect(file.names.isEmpty)
        #expect(file.tensors.isEmpty)
        #expect(file.metadata.isEmpty)
    }
}
