import Foundation
import Hashing
import InputOutput

/// The hash in the name of a blob.
enum BlobHash: Equatable {
    /// The SHA-256 of the content: the name of a large file.
    case sha256(String)
    /// The SHA-1 of a header with the length, and the content: the name that git gives to other files.
    case gitBlob(String)

    /// Returns `nil` if the name is not a hash.
    init?(etag: String) {
        guard etag.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        switch etag.utf8.count {
        case 64: self = .sha256(etag)
        case 40: self = .gitBlob(etag)
        default: return nil
        }
    }

    /// The name of the hash function, for messages.
    var name: String {
        switch self {
        case .sha256: "SHA-256"
        case .gitBlob: "SHA-1 of git"
        }
    }

    /// The expected hash of the file.
    var expected: String {
        switch self {
        case .sha256(let hash), .gitBlob(let hash): hash
        }
    }

    /// Computes the actual hash of the file.
    ///
    /// - Parameter tick: Called from time to time; an error that it throws stops the computation.
    func measured(path: String, tick: () throws -> Void) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: path, while: "opening the file") }
        defer { close(descriptor) }
        switch self {
        case .sha256:
            var hash = IncrementalHash(.sha256)
            return try Self.digest(of: descriptor, path, into: &hash, tick)
        case .gitBlob:
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                throw FledgeError.system(errno, at: path, while: "reading the file's size")
            }
            var hash = IncrementalHash(.sha1)
            hash.update("blob \(status.st_size)\0".utf8)
            return try Self.digest(of: descriptor, path, into: &hash, tick)
        }
    }

    private static func digest(
        of descriptor: Int32, _ path: String, into hash: inout IncrementalHash, _ tick: () throws -> Void
    ) throws -> String {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FledgeError.system(errno, at: path, while: "reading") }
            guard count > 0 else { break }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            try tick()
        }
        return hash.digest.hexadecimal
    }
}
