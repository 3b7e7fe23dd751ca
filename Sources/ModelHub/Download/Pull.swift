import Foundation
import InputOutput

/// A single pull of a snapshot into the cache.
final class Pull {
    private let reference: ModelReference
    private let client: HTTPClient
    private let settings: HubSettings
    private let cache: HubCache
    private let report: (PullProgress) throws -> Void
    private var progress = PullProgress()

    init(
        _ reference: ModelReference, client: HTTPClient, settings: HubSettings,
        report: @escaping (PullProgress) throws -> Void
    ) {
        self.reference = reference
        self.client = client
        self.settings = settings
        self.report = report
        cache = HubCache(directory: settings.cacheDirectory, repository: reference.name)
    }

    /// Downloads the missing files.
    ///
    /// - Returns: The directory of the snapshot.
    func run(_ choice: HubClient.FileChoice) throws -> String {
        let listing = try explained(choice) { try list() }
        try explained(choice) {
            if let names = choice.names {
                try fetch(names, listing)
            } else {
                try fetchModel(listing)
            }
        }
        // Recorded last, so that until now the reference points to a complete snapshot.
        try cache.remember(listing.commit, for: reference.effectiveRevision)
        try report(progress)
        return cache.snapshot(listing.commit)
    }

    private func fetchModel(_ listing: RepositoryListing) throws {
        var files = ModelFiles(listing.sizes.keys)
        try fetch(files.descriptions, listing)
        let snapshot = cache.snapshot(listing.commit)
        if listing.has("modules.json") {
            files.add(modules: try JSONValue(contentsOf: "\(snapshot)/modules.json"))
            try fetch(files.descriptions, listing)
        }
        if files.weights.isEmpty, !files.allWeights.isEmpty || !files.hasTokenizer {
            throw HubErrors(settings: settings, reference: reference, cachedSnapshot: nil).noModel(files)
        }
        try fetch(files.indexes, listing)
        for index in files.indexes {
            let path = "\(snapshot)/\(index)"
            let shards = try ModelFiles.shards(in: JSONValue(contentsOf: path), of: index, path: path)
            for shard in shards {
                try FileName.requireSafe(shard, in: reference)
                guard listing.has(shard) else {
                    throw FledgeError(
                        .data, at: "\(reference)", "the repository lacks a file that \(index) names", expected: shard,
                        advice: "choose another revision")
                }
            }
            files.add(shards: shards, of: index)
        }
        try fetch(files.weights, listing)
    }

    /// Requests the list of files from the hub.
    private func list() throws -> RepositoryListing {
        let url = try HubAddress.listing(of: reference, settings)
        let body = MemoryBody()
        try tryingAgain {
            _ = try client.request(
                "GET", url, timeout: settings.metadataTimeout, to: body, tick: { try report(progress) })
        }
        return try RepositoryListing(parsing: body.data, of: reference, url: url)
    }

    /// Downloads the files that the snapshot does not have yet.
    private func fetch(_ names: [String], _ listing: RepositoryListing) throws {
        for name in names { try FileName.requireSafe(name, in: reference) }
        let absent = names.filter { !cache.has($0, in: listing.commit) }
        progress.totalBytes += absent.reduce(0) { $0 + (listing.size(of: $1) ?? 0) }
        for name in absent {
            do {
                try fetch(name, listing)
            } catch let failure as TransferFailure {
                throw FileFailure(failure: failure, file: name)
            }
        }
    }

    private func fetch(_ name: String, _ listing: RepositoryListing) throws {
        let commit = listing.commit
        let url = try HubAddress.file(name, of: reference, commit, settings)
        let metadata = try ask(about: name, at: url, commit)
        let place = cache.blob(metadata.etag)
        try CacheFile.createParent(of: place)
        cache.tag()
        let before = progress
        if listing.size(of: name) == nil { progress.totalBytes += metadata.size ?? 0 }
        do {
            let lock = try FileLock(path: cache.lock(metadata.etag)) {
                progress.activity = .waitingForOther(file: name)
                try report(progress)
            }
            defer { withExtendedLifetime(lock) {} }
            if !FileManager.default.fileExists(atPath: place) {
                let download = BlobDownload(
                    client: client, settings: settings, url: url, file: name, metadata: metadata, destination: place)
                try download.run { activity, size, received in
                    progress.activity = activity
                    progress.completedBytes = before.completedBytes + size
                    progress.receivedBytes = before.receivedBytes + received
                    try report(progress)
                }
            }
            if !cache.has(name, in: commit) { try cache.link(name, in: commit, to: metadata.etag) }
        }
        progress.completedBytes = before.completedBytes + (metadata.size ?? listing.size(of: name) ?? 0)
        try report(progress)
    }

    /// Requests the metadata of a file from the hub.
    private func ask(about name: String, at url: URL, _ commit: String) throws -> FileMetadata {
        progress.activity = .downloading(file: name)
        do {
            var response: HTTPResponse?
            try tryingAgain {
                // A redirect to another host has all the metadata, and that host does not know the ETag.
                response = try client.request(
                    "HEAD", url, timeout: settings.metadataTimeout, following: client.isHub,
                    tick: { try report(progress) })
            }
            guard let response else { throw TransferFailure.dropped("no answer") }
            return try FileMetadata(response, of: name)
        } catch TransferFailure.refused(let response)
            where response["X-Error-Code"] == "EntryNotFound" && response["X-Repo-Commit"] == commit
        {
            try cache.rememberAbsence(of: name, in: commit)
            throw TransferFailure.refused(response)
        }
    }

    /// Performs a short request, with retries.
    private func tryingAgain(_ body: () throws -> Void) throws {
        var retry = Retry(settings.retries)
        while true {
            do {
                return try body()
            } catch let failure as TransferFailure {
                // No retry after a timeout, since the network may silently drop all requests.
                if case .silent = failure { throw failure }
                let activity = progress.activity
                try retry.wait(after: failure) {
                    progress.activity = $0
                    try report(progress)
                }
                progress.activity = activity
            }
        }
    }

    private struct FileFailure: Error {
        let failure: TransferFailure
        let file: String
    }

    /// Turns failures into errors in the user's terms.
    private func explained<Result>(_ choice: HubClient.FileChoice, _ body: () throws -> Result) throws -> Result {
        func errors() -> HubErrors {
            let snapshot = CachedSnapshot(of: reference, in: cache, files: choice.names)
            return HubErrors(
                settings: settings, reference: reference,
                cachedSnapshot: snapshot.flatMap { $0.isUsable ? $0.path : nil })
        }
        do {
            return try body()
        } catch let failure as TransferFailure {
            throw errors().error(failure)
        } catch let failure as FileFailure {
            throw errors().error(failure.failure, file: failure.file)
        }
    }
}
