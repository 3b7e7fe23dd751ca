import Foundation
import InputOutput

/// The URLs of the hub's protocol.
enum HubAddress {
    /// The URL of the list of a model's files, with their sizes.
    static func listing(of reference: ModelReference, _ settings: HubSettings) throws -> URL {
        let revision = encoded(reference.effectiveRevision, allowing: "")
        return try url("/api/models/\(reference.name)/revision/\(revision)?blobs=true", settings)
    }

    /// The URL of a file at a commit.
    static func file(
        _ name: String, of reference: ModelReference, _ commit: String, _ settings: HubSettings
    ) throws -> URL {
        try url("/\(reference.name)/resolve/\(commit)/\(encoded(name, allowing: "/"))", settings)
    }

    private static func encoded(_ text: String, allowing more: String) -> String {
        var allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        allowed.insert(charactersIn: more)
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }

    private static func url(_ path: String, _ settings: HubSettings) throws -> URL {
        guard let url = URL(string: settings.endpoint.absoluteString + path) else {
            throw FledgeError(
                .usage, "HF_ENDPOINT holds no address of a hub", expected: "a URL such as https://huggingface.co",
                found: settings.endpoint.absoluteString)
        }
        return url
    }
}
