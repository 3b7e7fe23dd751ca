import Foundation
import InputOutput

/// The files of a repository at a commit.
struct RepositoryListing: Sendable {
    /// The commit of the revision.
    let commit: String
    /// The names of all files, with their sizes in bytes if known.
    let sizes: [String: Int?]

    /// Parses the hub's response about a model.
    ///
    /// - Throws: ``FledgeError`` with category `data` if it is not such a response.
    init(parsing data: Data, of reference: ModelReference, url: URL) throws {
        let problem = FledgeError(
            .data, at: url.absoluteString, "this is not the answer of a hub about the model \(reference.name)",
            expected: "a JSON object with sha and siblings",
            advice: "check HF_ENDPOINT, and HTTPS_PROXY where one is set")
        guard let json = try? JSONValue(parsing: data, path: url.absoluteString),
            let commit = json["sha"]?.stringValue, ModelReference.isCommit(commit),
            let siblings = json["siblings"]?.arrayValue
        else { throw problem }
        self.commit = commit
        var sizes: [String: Int?] = [:]
        for sibling in siblings {
            guard let name = sibling["rfilename"]?.stringValue else { throw problem }
            sizes.updateValue(sibling["size"]?.integerValue, forKey: name)
        }
        self.sizes = sizes
    }

    /// Reads the list that another program left in the cache; `nil` if it is missing or has another format.
    init?(contentsOf path: String, commit: String) {
        guard let json = try? JSONValue(contentsOf: path), json["format_version"]?.integerValue == 1,
            let files = json["files"]?.objectValue
        else { return nil }
        self.commit = commit
        sizes = files.mapValues { $0["size"]?.integerValue }
    }

    func size(of name: String) -> Int? { sizes[name] ?? nil }

    func has(_ name: String) -> Bool { sizes[name] != nil }
}
