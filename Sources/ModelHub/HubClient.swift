import Foundation
import InputOutput

/// Downloads models from the Hugging Face Hub into the cache that all programs of the hub share.
public struct HubClient: Sendable {
    /// The files of a repository to download.
    public enum FileChoice: Sendable, Equatable {
        /// All files that a model needs: configuration, tokenizer, modules, and the weights in one format.
        case model
        /// The files with these names.
        case named([String])

        var names: [String]? { if case .named(let names) = self { names } else { nil } }
    }

    public let settings: HubSettings
    private let client: HTTPClient

    public init(_ settings: HubSettings) {
        self.settings = settings
        client = HTTPClient(settings)
    }

    /// Returns the directory of a snapshot with the files of a revision; missing files are downloaded.
    ///
    /// Each blob is downloaded once, even if several processes pull at the same time, and an interrupted download
    /// resumes where it stopped. A file under its final name is complete and has the right hash.
    ///
    /// - Parameters:
    ///   - progress: Called about ten times per second on the calling thread; an error that it throws ends the
    ///     download, which can be resumed.
    /// - Throws: ``FledgeError``, and errors of `progress`.
    public func snapshot(
        of reference: ModelReference, files: FileChoice = .model, progress: (PullProgress) throws -> Void = { _ in }
    ) throws -> String {
        for name in files.names ?? [] { try FileName.requireSafe(name, in: reference) }
        if settings.isOffline { return try cachedSnapshot(of: reference, files: files) }
        return try withoutActuallyEscaping(progress) { progress in
            try Pull(reference, client: client, settings: settings, report: progress).run(files)
        }
    }

    /// Returns the directory of a snapshot in the cache, without using the network.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if the snapshot is missing or incomplete.
    public func cachedSnapshot(of reference: ModelReference, files: FileChoice = .model) throws -> String {
        let cache = HubCache(directory: settings.cacheDirectory, repository: reference.name)
        let snapshot = CachedSnapshot(of: reference, in: cache, files: files.names)
        guard let snapshot, snapshot.isUsable else {
            throw HubErrors(settings: settings, reference: reference, cachedSnapshot: nil).offline(snapshot)
        }
        return snapshot.path
    }
}
