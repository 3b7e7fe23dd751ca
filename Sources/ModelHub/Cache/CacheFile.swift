import Foundation
import InputOutput

/// Small files of the cache and their parent directories.
enum CacheFile {
    /// Writes a file atomically, creating its parent directories.
    static func write(_ text: String, to path: String) throws {
        try createParent(of: path)
        let aside = aside(path)
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FledgeError.cache(errno, at: path, while: "creating the file") }
        do {
            defer { close(descriptor) }
            var text = text
            try text.withUTF8 {
                try DescriptorOutput.write(UnsafeRawBufferPointer($0), to: descriptor, path: path)
            }
        } catch {
            unlink(aside)
            throw error
        }
        guard rename(aside, path) == 0 else {
            let code = errno
            unlink(aside)
            throw FledgeError.cache(code, at: path, while: "renaming the file into place")
        }
    }

    /// Creates the missing directories above a path.
    static func createParent(of path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let parent = String(path[..<slash])
        if access(parent, F_OK) == 0 { return }
        try createParent(of: parent)
        // Another process may create it at the same time.
        guard mkdir(parent, 0o777) == 0 || errno == EEXIST else {
            throw FledgeError.cache(errno, at: parent, while: "creating the directory")
        }
    }

    /// Returns a unique name next to `path`.
    static func aside(_ path: String) -> String { "\(path).\(UUID().uuidString.prefix(8).lowercased()).tmp" }
}

extension FledgeError {
    /// The failure of a system call that writes to the cache.
    static func cache(_ code: Int32, at path: String, while action: String) -> FledgeError {
        switch code {
        case EACCES, EPERM, EROFS:
            FledgeError(
                .cannotCreate, at: path,
                "the cache is not writable: \(action) failed (\(String(cString: strerror(code))))",
                advice: "check the owner and mode with ls -ld, or choose another cache with HF_HUB_CACHE")
        case ENOTDIR, EEXIST, EISDIR:
            FledgeError(
                .cannotCreate, at: path, "\(action) failed: \(String(cString: strerror(code)))",
                advice: "move away what is in its place, or choose another cache with HF_HUB_CACHE")
        default:
            .system(code, at: path, while: action)
        }
    }
}
