import Foundation
import InputOutput

/// The part of a model that is in the cache, determined without the network.
struct CachedSnapshot {
    /// The directory of the snapshot.
    let path: String
    /// The files known to be missing; empty if everything that a model needs is there.
    let missing: [String]
    /// True if the snapshot has a tokenizer.
    let hasTokenizer: Bool

    /// Looks for a snapshot; `nil` if the cache has none of this revision.
    ///
    /// - Parameter names: The required files; `nil` for those that a model needs.
    init?(of reference: ModelReference, in cache: HubCache, files names: [String]?) {
        guard let commit = cache.commit(of: reference.effectiveRevision) else { return nil }
        let directory = cache.snapshot(commit)
        path = directory
        guard let enumerator = FileManager.default.enumerator(atPath: directory) else { return nil }
        let present = enumerator.compactMap { $0 as? String }.filter { name in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }
        if let names {
            missing = names.filter { !present.contains($0) }
            hasTokenizer = true
            return
        }
        let listing = RepositoryListing(contentsOf: cache.tree(commit), commit: commit)
        var files = ModelFiles(listing.map { Array($0.sizes.keys) } ?? present)
        if let modules = try? JSONValue(contentsOf: "\(directory)/modules.json") { files.add(modules: modules) }
        for index in files.indexes {
            let path = "\(directory)/\(index)"
            guard let content = try? JSONValue(contentsOf: path),
                let shards = try? ModelFiles.shards(in: content, of: index, path: path)
            else { continue }
            files.add(shards: shards, of: index)
        }
        var missing = (files.descriptions + files.weights).filter { !present.contains($0) }
        // Without a list of the repository's files, require the minimum that a model consists of.
        if listing == nil, !files.hasConfiguration { missing.append("config.json") }
        if listing == nil, files.weights.isEmpty { missing.append("model.safetensors") }
        self.missing = missing
        hasTokenizer = files.hasTokenizer
    }

    /// True if a model can be loaded from the snapshot.
    var isUsable: Bool { missing.isEmpty }
}
