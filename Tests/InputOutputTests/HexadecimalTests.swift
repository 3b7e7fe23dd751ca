import InputOutput
import Testing

@Suite struct HexadecimalTests {
    @Test func eachByteHasTwoDigits() {
        let bytes: [UInt8] = [0, 9, 0x1A, 0xB0, 0xFF]
        #expect(bytes.hexadecimal == "00091ab0ff")
        #expect(bytes.prefix(0).hexadecimal == "")
    }
}
