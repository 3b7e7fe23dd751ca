import Foundation
import InputOutput

/// Brings models of the Hugging Face Hub into the cache that all programs of the hub share.
public struct HubClient: Sendable {
    /// Which files of a repository are wanted.
    public enum FileChoice: Sendable, Equatable {
        /// Those that a model needs: configuration, tokenizer, modules, and the weights in one format.
        case model
        /// These.
        case named([String])

        var names: [String]? { if case .named(let names) = self { names } else { nil } }
    }

    public let settings: HubSettings
    private let client: HTTPClient

    public init(_ settings: HubSettings) {
        self.settings = settings
        client = HTTPClient(settings)
    }

    /// The directory of a snapshot that has the files of a revision; what the cache lacks is downloaded.
    ///
    /// Each blob is downloaded once even where several processes pull at the same moment, and a download that was
    /// interrupted goes on where it stopped. What stands under its final name is complete and has the right hash.
    ///
    /// - Parameters:
    ///   - progress: Called about ten times a second on the calling thread; what it throws ends the download, which
    ///     can be resumed.
    /// - Throws: ``FledgeError``, and what `progress` throws.
    public func snapshot(
        of reference: ModelReference, files: FileChoice = .model, progress: (PullProgress) throws -> Void = { _ in }
    ) throws -> String {
        for name in files.names ?? [] { try FileName.requireSafe(name, in: reference) }
        if settings.isOffline { return try cachedSnapshot(of: reference, files: files) }
        return try withoutActuallyEscaping(progress) { progress in
            try Pull(reference, client: client, settings: settings, report: progress).run(files)
        }
    }

    /// The directory of a snapshot that is in the cache, without the network.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` where the cache lacks it or a part of it.
    public func cachedSnapshot(of reference: ModelReference, files: FileChoice = .model) throws -> String {
        let cache = HubCache(directory: settings.cacheDirectory, repository: reference.name)
        let snapshot = CachedSnapshot(of: reference, in: cache, files: files.names)
        guard let snapshot, snapshot.isUsable else {
            throw HubErrors(settings: settings, reference: reference, cachedSnapshot: nil).offline(snapshot)
        }
        return snapshot.path
    }
}
