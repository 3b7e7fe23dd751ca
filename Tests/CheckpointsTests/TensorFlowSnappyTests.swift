import Checkpoints
import TestSupport
import Testing

/// Snappy's raw format, according to its specification.
@Suite struct TensorFlowSnappyTests {
    private func decompress(_ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try Snappy.decompress($0) }
    }

    @Test(
        arguments: [
            ([0], ""),
            ([1, 0 << 2, 0x61], "a"),
            ([3, 2 << 2, 0x61, 0x62, 0x63], "abc"),
            ([3, 60 << 2, 2, 0x61, 0x62, 0x63], "abc"),
            ([3, 61 << 2, 2, 0, 0x61, 0x62, 0x63], "abc"),
            ([3, 62 << 2, 2, 0, 0, 0x61, 0x62, 0x63], "abc"),
            ([3, 63 << 2, 2, 0, 0, 0, 0x61, 0x62, 0x63], "abc"),
            // A copy of four bytes from one byte back, with each size of the distance; then eleven from two bytes back.
            ([5, 0, 0x61, 0 << 2 | 1, 1], "aaaaa"),
            ([5, 0, 0x61, 3 << 2 | 2, 1, 0], "aaaaa"),
            ([5, 0, 0x61, 3 << 2 | 3, 1, 0, 0, 0], "aaaaa"),
            ([13, 1 << 2, 0x61, 0x62, 7 << 2 | 1, 2], "ababababababa"),
            ([4, 1 << 2, 0x61, 0x62, 0 << 2 | 2, 2, 0, 0 << 2 | 2, 1, 0], "abaa"),
        ] as [([UInt8], String)])
    func decompressed(_ bytes: [UInt8], _ expected: String) throws {
        #expect(try decompress(bytes) == Array(expected.utf8))
    }

    @Test(
        arguments: [
            ([], MalformedBytes(problem: "the bytes end too early", offset: 0)),
            ([0x80], MalformedBytes(problem: "the bytes end too early", offset: 1)),
            (
                [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
                MalformedBytes(problem: "the length 4294967295 is out of range", offset: 0)
            ),
            (
                [22, 0xFF],
                MalformedBytes(problem: "a length of 22 bytes cannot come out of 2 bytes", offset: 0)
            ),
            (
                [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0x61],
                MalformedBytes(problem: "a length of 2147483647 bytes cannot come out of 7 bytes", offset: 0)
            ),
            ([2, 0, 0x61], MalformedBytes(problem: "1 bytes came out instead of 2", offset: 3)),
            ([0, 0, 0x61], MalformedBytes(problem: "more than the 0 bytes that were announced come out", offset: 1)),
            ([5, 4 << 2, 0x61], MalformedBytes(problem: "the bytes end too early", offset: 2)),
            ([5, 61 << 2, 4], MalformedBytes(problem: "the bytes end too early", offset: 3)),
            (
                [5, 63 << 2, 0xFF, 0xFF, 0xFF, 0xFF],
                MalformedBytes(problem: "more than the 5 bytes that were announced come out", offset: 1)
            ),
            (
                [5, 0, 0x61, 1, 0],
                MalformedBytes(problem: "a copy reaches back 0 bytes where 1 came before", offset: 3)
            ),
            (
                [5, 0, 0x61, 1, 2],
                MalformedBytes(problem: "a copy reaches back 2 bytes where 1 came before", offset: 3)
            ),
            (
                [5, 0, 0x61, 3 << 2 | 2, 0xFF, 0xFF],
                MalformedBytes(problem: "a copy reaches back 65535 bytes where 1 came before", offset: 3)
            ),
            (
                [5, 0, 0x61, 3 << 2 | 3, 0xFF, 0xFF, 0xFF, 0xFF],
                MalformedBytes(problem: "a copy reaches back 4294967295 bytes where 1 came before", offset: 3)
            ),
            (
                [5, 0, 0x61, 4 << 2 | 2, 1, 0],
                MalformedBytes(problem: "more than the 5 bytes that were announced come out", offset: 3)
            ),
            ([5, 0, 0x61, 1], MalformedBytes(problem: "the bytes end too early", offset: 4)),
        ] as [([UInt8], MalformedBytes)])
    func refused(_ bytes: [UInt8], _ expected: MalformedBytes) {
        #expect(throws: expected) { try decompress(bytes) }
    }
}
