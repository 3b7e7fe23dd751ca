package import Foundation

/// The names around an output: where it really lies, its parent, and the place aside where it grows.
package enum OutputPath {
    /// The path without trailing slashes, with symbolic links followed where the target exists.
    package static func resolved(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        return withoutTrailingSlashes(path)
    }

    /// The directory that holds `path`, `.` for a bare name.
    package static func parent(of path: String) -> String {
        let path = withoutTrailingSlashes(path)
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Creates a directory, and those above it, where there is none; the empty path is the current directory.
    ///
    /// - Parameter what: What it is, for people.
    /// - Throws: ``FledgeError`` with category `cannotCreate`.
    package static func makeDirectory(
        _ path: String, _ what: String = "the directory", advice: String = "check the path and who may write there"
    ) throws {
        guard !path.isEmpty else { return }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FledgeError(.cannotCreate, at: path, "\(what) cannot be created", advice: advice)
        }
    }

    /// Where the output grows until it is complete: beside it, so that a rename suffices.
    static func partial(of path: String) -> String { "\(path).partial-\(getpid())" }

    /// What processes that are gone have left beside an output, since they were killed while it grew.
    static func remains(of path: String) -> [String] {
        let prefix = "\(path).partial-"
        let parent = parent(of: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        return names.map { parent == "." && !path.hasPrefix("./") ? $0 : parent.path(of: $0) }.filter { entry in
            guard entry.hasPrefix(prefix), let process = pid_t(entry.dropFirst(prefix.count)) else { return false }
            return kill(process, 0) != 0 && errno == ESRCH
        }
    }

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

    /// Whether bytes for a path go where it leads at once: it is an open file, a device or a pipe.
    package static func isStream(_ path: String) -> Bool {
        descriptor(named: path) != nil || mode(of: path).map { ![S_IFREG, S_IFDIR].contains($0 & S_IFMT) } ?? false
    }

    /// The mode of what lies at `path`, links followed; `nil` where nothing does.
    package static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }

    /// Checks that something can be created at `path` without creating it.
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
        // Some file systems cannot synchronize a directory and say so with EINVAL.
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
