import Hashing
import InputOutput
import Testing

/// Digests from the examples of FIPS 180-4 and of git.
@Suite struct IncrementalHashTests {
    @Test(arguments: [
        (HashAlgorithm.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha1, "blob 0\0", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
    ])
    func digest(algorithm: HashAlgorithm, text: String, expected: String) {
        var hash = IncrementalHash(algorithm)
        hash.update(text.utf8)
        #expect(hash.digest.hexadecimal == expected)
    }

    @Test func digestOfPiecesIsThatOfTheWhole() {
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var whole = IncrementalHash(.sha256)
        whole.update(bytes)
        var pieces = IncrementalHash(.sha256)
        var start = 0
        for length in [0, 1, 63, 64, 65, 1000, 3807] {
            pieces.update(bytes[start..<start + length])
            _ = pieces.digest
            start += length
        }
        #expect(start == bytes.count)
        #expect(pieces.digest == whole.digest)
    }
}
