internal import CLibCrypto

/// A cryptographic hash function.
package enum HashAlgorithm: Sendable {
    /// SHA-256 of FIPS 180-4; 32 bytes.
    case sha256
    /// SHA-1 of FIPS 180-4, 20 bytes: the names of git objects, nothing that security rests on.
    case sha1

    /// The implementation in libcrypto.
    var implementation: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sha1: EVP_sha1()
        }
    }
}
