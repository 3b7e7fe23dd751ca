package import Foundation

/// Paths of outputs: their real location and their parents.
package enum OutputPath {
    /// Returns the path without trailing slashes, with symbolic links resolved if the target exists.
    package static func resolved(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        return withoutTrailingSlashes(path)
    }

    /// Returns the directory that contains `path`; `.` for a bare name.
    package static func parent(of path: String) -> String {
        let path = withoutTrailingSlashes(path)
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Creates a directory and its parents if they are missing; the empty path is the current directory.
    ///
    /// - Parameter what: The name of the directory, for people.
    /// - Throws: ``FledgeError`` with category `cannotCreate`.
    package static func makeDirectory(
        _ path: String, _ what: String = "the directory", advice: String = "check the path and who may write there"
    ) throws {
        guard !path.isEmpty else { return }
        // Parents are created here, since Foundation's method crashes on a relative path of one character.
        let path = withoutTrailingSlashes(path)
        if mkdir(path, 0o777) == 0 { return }
        let code = errno
        if isDirectory(path) { return }
        let above = parent(of: path)
        if code == ENOENT, above != path, above != "." {
            try makeDirectory(above, what, advice: advice)
            if mkdir(path, 0o777) == 0 || isDirectory(path) { return }
        }
        throw FledgeError(.cannotCreate, at: path, "\(what) cannot be created", advice: advice)
    }

    /// Returns true if there is a directory at `path`, following links.
    package static func isDirectory(_ path: String) -> Bool { mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false }

    /// The open file that a path such as `/dev/stdout` or `/dev/fd/3` names; `nil` for other paths.
    static func descriptor(named path: String) -> Int32? {
        switch path {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            let prefix = ["/dev/fd/", "/proc/self/fd/"].first(where: path.hasPrefix)
            return prefix.flatMap { Int32(path.dropFirst($0.count)) }
        }
    }

    /// Returns true if bytes written to a path take effect immediately: for an open file, a device or a pipe.
    package static func isStream(_ path: String) -> Bool {
        descriptor(named: path) != nil || mode(of: path).map { ![S_IFREG, S_IFDIR].contains($0 & S_IFMT) } ?? false
    }

    /// The mode of the file at `path`, following links; `nil` if there is none.
    package static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }

    /// Checks that a file can be created at `path` without creating it.
    ///
    /// - Throws: ``FledgeError`` with category `cannotCreate`.
    package static func checkParent(of path: String) throws {
        let parent = parent(of: path)
        guard let mode = mode(of: parent) else {
            throw FledgeError.creating(errno, at: path, while: "looking at the parent directory")
        }
        guard mode & S_IFMT == S_IFDIR else { throw FledgeError.parentIsNoDirectory(of: path) }
        guard access(parent, W_OK | X_OK) == 0 else { throw FledgeError.unwritableParent(of: path) }
    }

    /// Makes a renamed or created entry of the directory durable.
    package static func synchronize(directory: String) throws {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: directory, while: "opening the directory") }
        defer { close(descriptor) }
        // Some file systems cannot synchronize a directory and return EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FledgeError.system(errno, at: directory, while: "synchronizing the directory")
        }
    }

    package static func withoutTrailingSlashes(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }
}
