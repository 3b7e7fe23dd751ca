import Foundation
import InputOutput

/// Finds the directory of a model, given its path or its name on the hub.
public enum ModelLocation {
    /// Returns the directory of a model.
    ///
    /// An existing directory takes precedence. Otherwise `owner/name` or `owner/name@revision` is a model of the hub:
    /// it is taken from the cache if complete there, and pulled if not. A revision that can change, such as a branch,
    /// is only updated by `fledge pull`, so that the same command gives the same result.
    ///
    /// A bare `name` is taken from the folder of local models or from the cache, where `sentence-transformers/name` is
    /// tried too, but it is never pulled, since it is more likely a misspelled directory; the same holds for a name
    /// whose owner is an existing directory. Use `fledge pull` for these.
    ///
    /// - Parameter models: The folder of local models; `nil` for the current user's.
    /// - Throws: ``FledgeError`` with category `noInput` if there is no such directory or model, and the errors of
    ///   ``HubClient/snapshot(of:files:progress:)``.
    public static func resolve(
        _ argument: String, models: String? = nil,
        settings: () throws -> HubSettings = { try HubSettings() },
        progress: (PullProgress) throws -> Void = { _ in }
    ) throws -> String {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory) {
            guard isDirectory.boolValue else {
                throw FledgeError(
                    .noInput, at: argument, "is not a directory",
                    expected: "a model's directory with config.json and model.safetensors",
                    advice: "name the directory that holds the file")
            }
            return argument
        }
        guard let reference = try? ModelReference(argument) else { throw noDirectory(argument) }
        if !reference.hasOwner, let path = local(reference, models ?? CacheDirectory.path().path(of: "models")) {
            return path
        }
        let client = HubClient(try settings())
        if let path = cached(reference, client.settings) { return path }
        guard reference.hasOwner else {
            if let owned = try? ModelReference("\(defaultOwner)/\(argument)"), let path = cached(owned, client.settings)
            {
                return path
            }
            throw noDirectory(
                argument, advice: "check the path, or run fledge pull \(argument) if the hub has such a model")
        }
        let owner = reference.name.prefix { $0 != "/" }
        if FileManager.default.fileExists(atPath: String(owner)) {
            throw noDirectory(
                argument, advice: "check the path, or run fledge pull \(argument) if a model of the hub is meant")
        }
        do {
            return try client.snapshot(of: reference, progress: progress)
        } catch var error as FledgeError {
            // The user may have meant a directory, so the message mentions that first.
            error.problem = "no such directory, and as a model of the hub: " + error.problem
            throw error
        }
    }

    /// The owner of models that are often given without one.
    private static let defaultOwner = "sentence-transformers"

    /// The directory of a model in the folder of local models.
    private static func local(_ reference: ModelReference, _ models: String) -> String? {
        guard reference.revision == nil else { return nil }
        let path = models.path(of: reference.name)
        return FileManager.default.fileExists(atPath: path.path(of: "config.json")) ? path : nil
    }

    /// The snapshot in the cache if it has everything that a model needs.
    private static func cached(_ reference: ModelReference, _ settings: HubSettings) -> String? {
        let cache = HubCache(directory: settings.cacheDirectory, repository: reference.name)
        guard let snapshot = CachedSnapshot(of: reference, in: cache, files: nil), snapshot.isUsable,
            snapshot.hasTokenizer || settings.isOffline
        else { return nil }
        return snapshot.path
    }

    private static func noDirectory(
        _ path: String, advice: String = "check the path; the name of a model of the hub looks like owner/name"
    ) -> FledgeError {
        FledgeError(
            .noInput, at: path, "no such directory",
            expected: "a model's directory with config.json and model.safetensors", advice: advice)
    }
}
