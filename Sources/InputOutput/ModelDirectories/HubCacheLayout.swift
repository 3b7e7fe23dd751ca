import Foundation

/// The layout of the cache that all Hugging Face Hub programs share, as far as needed to find a model in it.
package enum HubCacheLayout {
    /// The directory of all hub files: `HF_HOME`, or `huggingface` in the user's cache directory.
    package static func home(_ environment: [String: String]) -> String {
        let paths = PathExpansion(environment)
        return paths.expand(
            environment["HF_HOME"]
                ?? paths.join(environment["XDG_CACHE_HOME"] ?? paths.join(paths.home, ".cache"), "huggingface"))
    }

    /// The directory of the cache: `HF_HUB_CACHE`, or `hub` in the hub's directory.
    package static func directory(_ environment: [String: String]) -> String {
        let paths = PathExpansion(environment)
        return paths.expand(
            environment["HF_HUB_CACHE"] ?? environment["HUGGINGFACE_HUB_CACHE"]
                ?? paths.join(home(environment), "hub"))
    }

    /// The name of a repository's folder in the cache.
    package static func folder(ofRepository name: String) -> String {
        "models--" + name.replacingOccurrences(of: "/", with: "--")
    }

    /// The name and the commit of a snapshot in the cache; `nil` for other directories.
    package static func reference(
        ofSnapshot path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> (name: String, commit: String)? {
        let parts = OutputPath.resolved(path).split(separator: "/").suffix(3).map(String.init)
        let prefix = "models--"
        guard parts.count == 3, parts[0].hasPrefix(prefix), parts[1] == "snapshots" else { return nil }
        let name = parts[0].dropFirst(prefix.count).replacingOccurrences(of: "--", with: "/")
        let found = snapshot(of: name, revision: parts[2], environment: environment)
        guard let found, OutputPath.resolved(found) == OutputPath.resolved(path) else { return nil }
        return (name, parts[2])
    }

    /// Finds the snapshot of a model in the cache.
    ///
    /// - Parameters:
    ///   - name: `owner/name` or `name`.
    ///   - revision: A branch, tag or commit; `nil` for the branch `main`.
    /// - Returns: The directory of the snapshot, or `nil` if the cache does not have it.
    package static func snapshot(
        of name: String, revision: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String? {
        let revision = revision ?? "main"
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts.contains(""), !name.contains(".."), !name.contains("--"),
            !revision.isEmpty, !revision.contains(".."), !revision.hasPrefix("/")
        else { return nil }
        let repository = directory(environment).path(of: folder(ofRepository: name))
        let reference = try? String(contentsOfFile: repository.path(of: "refs/\(revision)"), encoding: .utf8)
        let commit = reference.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? revision
        let path = repository.path(of: "snapshots/\(commit)")
        return FileSystemEntry.isDirectory(path) ? path : nil
    }
}
