import Foundation

extension OutputPath {
    /// Returns the path of a target relative to a directory, which need not exist yet.
    package static func relative(_ target: String, to directory: String) -> String {
        func parts(_ path: String) -> [Substring] {
            let parent = resolved(parent(of: path))
            let whole = FileSystemEntry.isDirectory(path) ? resolved(path) : parent.path(of: lastPart(of: path))
            return URL(fileURLWithPath: whole).standardized.path.split(separator: "/")
        }
        let (target, directory) = (parts(target), parts(directory))
        let shared = zip(target, directory).prefix { $0 == $1 }.count
        let path = [Substring](repeating: "..", count: directory.count - shared) + target.dropFirst(shared)
        return path.isEmpty ? "." : path.joined(separator: "/")
    }

    private static func lastPart(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
