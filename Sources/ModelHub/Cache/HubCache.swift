import Foundation
import InputOutput

/// The paths of a repository's files in the cache that all programs of the hub share.
///
///     models--OWNER--NAME/blobs/ETAG                      the contents, each stored once
///     models--OWNER--NAME/snapshots/COMMIT/FILE           links to them, by name
///     models--OWNER--NAME/refs/REVISION                   the last known commit of a branch or tag
///     models--OWNER--NAME/.no_exist/COMMIT/FILE           files known to be missing from a commit
///     models--OWNER--NAME/trees/COMMIT.json               the list of a commit's files, if another program wrote it
///     .locks/models--OWNER--NAME/ETAG.lock                held while a blob is being written
struct HubCache: Sendable {
    /// The directory of the whole cache.
    let directory: String
    private let folder: String

    init(directory: String, repository name: String) {
        // Absolute, so that printed paths are valid in any working directory.
        self.directory = URL(fileURLWithPath: directory.isEmpty ? "." : directory).standardizedFileURL.path
        folder = HubCacheLayout.folder(ofRepository: name)
    }

    /// The directory of the repository.
    var repository: String { "\(directory)/\(folder)" }

    func blob(_ etag: String) -> String { "\(repository)/blobs/\(etag)" }

    func snapshot(_ commit: String) -> String { "\(repository)/snapshots/\(commit)" }

    func reference(_ revision: String) -> String { "\(repository)/refs/\(revision)" }

    func absence(of file: String, in commit: String) -> String { "\(repository)/.no_exist/\(commit)/\(file)" }

    func tree(_ commit: String) -> String { "\(repository)/trees/\(commit).json" }

    func lock(_ etag: String) -> String { "\(directory)/.locks/\(folder)/\(etag).lock" }
}

extension HubCache {
    /// The commit of a revision, if the cache knows it.
    func commit(of revision: String) -> String? {
        if ModelReference.isCommit(revision) { return revision }
        guard let text = try? String(contentsOfFile: reference(revision), encoding: .utf8) else { return nil }
        let commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return ModelReference.isCommit(commit) ? commit : nil
    }

    /// Returns true if a snapshot contains a file, including its contents.
    func has(_ file: String, in commit: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(snapshot(commit))/\(file)")
    }

    /// Records the commit of a branch or tag.
    func remember(_ commit: String, for revision: String) throws {
        guard revision != commit, self.commit(of: revision) != commit else { return }
        try CacheFile.write(commit, to: reference(revision))
    }

    /// Records that a file is missing from a commit.
    func rememberAbsence(of file: String, in commit: String) throws {
        try CacheFile.write("", to: absence(of: file, in: commit))
    }

    /// Adds a file to a snapshot, from a blob: as a relative link, or by moving the blob if the system does not support
    /// links.
    func link(_ file: String, in commit: String, to etag: String) throws {
        let place = "\(snapshot(commit))/\(file)"
        try CacheFile.createParent(of: place)
        let depth = file.split(separator: "/").count + 1
        let target = String(repeating: "../", count: depth) + "blobs/\(etag)"
        let aside = CacheFile.aside(place)
        if symlink(target, aside) == 0 {
            // Atomic, and also replaces a dangling link.
            guard rename(aside, place) == 0 else {
                let code = errno
                unlink(aside)
                throw FledgeError.cache(code, at: place, while: "linking the file")
            }
        } else {
            guard [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) else {
                throw FledgeError.cache(errno, at: place, while: "linking the file")
            }
            guard rename(blob(etag), place) == 0 else {
                throw FledgeError.cache(errno, at: place, while: "moving the file into place")
            }
        }
    }

    /// Marks the directory as one that backups can skip.
    func tag() {
        let path = "\(directory)/CACHEDIR.TAG"
        guard access(path, F_OK) != 0 else { return }
        let text = """
            Signature: 8a477f597d28d172789f06886806bc55
            # This directory is a cache of models of the Hugging Face Hub.
            # See https://bford.info/cachedir/ for what this file means.

            """
        // The cache works without the tag too.
        try? CacheFile.write(text, to: path)
    }
}
