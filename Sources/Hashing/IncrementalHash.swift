internal import CLibCrypto

/// A cryptographic hash of bytes that arrive in pieces, computed by OpenSSL's libcrypto.
///
/// The digest can be read at any time, and bytes added afterwards.
package struct IncrementalHash: ~Copyable {
    private let context: OpaquePointer

    package init(_ algorithm: HashAlgorithm) {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, algorithm.implementation, nil) == 1 else {
            preconditionFailure("libcrypto has no \(algorithm)")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(status == 1, "libcrypto cannot hash")
    }

    /// Adds the elements' bytes as they lie in memory.
    package mutating func update<Element: BitwiseCopyable>(_ elements: some Collection<Element>) {
        if elements.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
            Array(elements).withUnsafeBytes { update($0) }
        }
    }

    /// The digest of the bytes added so far.
    package var digest: [UInt8] {
        guard let copy = EVP_MD_CTX_new() else { preconditionFailure("libcrypto cannot hash") }
        defer { EVP_MD_CTX_free(copy) }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let status = EVP_MD_CTX_copy_ex(copy, context) == 1 && EVP_DigestFinal_ex(copy, &digest, &count) == 1
        precondition(status, "libcrypto cannot hash")
        return Array(digest.prefix(Int(count)))
    }
}
