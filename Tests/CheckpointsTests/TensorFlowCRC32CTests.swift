import Checkpoints
import TestSupport
import Testing

/// The checksum of TensorFlow checkpoints and their indices.
@Suite struct TensorFlowCRC32CTests {
    private func check(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.check($0) } }

    /// The examples of RFC 3720, appendix B.4, and the usual check value.
    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E),
            (Array((0..<32).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283),
            ([], 0),
        ] as [([UInt8], UInt32)])
    func examples(_ bytes: [UInt8], _ expected: UInt32) {
        #expect(check(bytes) == expected)
    }

    @Test func everyLengthAndPlace() {
        var generator = SeededGenerator(1)
        let bytes = (0..<80).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for start in 0..<8 {
            for end in start...bytes.count {
                let found = bytes.withUnsafeBytes { CRC32C.masked(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
                #expect(found == TensorFlowTableWriter.maskedCheck(bytes[start..<end]))
            }
        }
    }
}
