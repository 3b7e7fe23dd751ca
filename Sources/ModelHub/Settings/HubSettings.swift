public import Foundation
import InputOutput

/// The settings of the hub and its cache, from the environment variables that programs of the hub share.
public struct HubSettings: Sendable {
    /// The URL of the hub, without a trailing slash: `HF_ENDPOINT`.
    public var endpoint: URL
    /// The cache that all programs of the hub share: `HF_HUB_CACHE`.
    public var cacheDirectory: String
    /// The access token: `HF_TOKEN`, or the file that a login writes.
    public var token: String?
    /// True if the network must not be used: `HF_HUB_OFFLINE`.
    public var isOffline: Bool
    /// The timeout of metadata requests, in seconds: `HF_HUB_ETAG_TIMEOUT`.
    public var metadataTimeout = 10.0
    /// The time without data after which a download times out, in seconds: `HF_HUB_DOWNLOAD_TIMEOUT`.
    public var downloadTimeout = 10.0
    /// The retry policy for temporary failures.
    package var retries = RetryPolicy()

    package init(endpoint: URL, cacheDirectory: String, token: String? = nil, isOffline: Bool = false) {
        self.endpoint = endpoint
        self.cacheDirectory = cacheDirectory
        self.token = token
        self.isOffline = isOffline
    }

    /// Reads the settings from the environment.
    ///
    /// A variable that is set but empty counts as set, except for the token and `HF_HUB_OFFLINE`, for which the older
    /// names `HUGGING_FACE_HUB_TOKEN` and `TRANSFORMERS_OFFLINE` are then checked.
    ///
    /// - Throws: ``FledgeError`` with category `usage` if a variable is invalid.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        let paths = PathExpansion(environment)
        let home = HubCacheLayout.home(environment)
        cacheDirectory = HubCacheLayout.directory(environment)
        endpoint = try Self.endpoint(environment["HF_ENDPOINT"] ?? "https://huggingface.co")
        let tokenPath = paths.expand(environment["HF_TOKEN_PATH"] ?? paths.join(home, "token"))
        token = Self.token(environment, path: tokenPath)
        isOffline = Self.isTrue(Self.nonempty(environment["HF_HUB_OFFLINE"]) ?? environment["TRANSFORMERS_OFFLINE"])
        metadataTimeout = try Self.seconds("HF_HUB_ETAG_TIMEOUT", environment) ?? metadataTimeout
        downloadTimeout = try Self.seconds("HF_HUB_DOWNLOAD_TIMEOUT", environment) ?? downloadTimeout
    }

    private static func endpoint(_ text: String) throws -> URL {
        var trimmed = text[...]
        while trimmed.last == "/" { trimmed.removeLast() }
        guard let url = URL(string: String(trimmed)), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), url.host?.isEmpty == false
        else {
            throw FledgeError(
                .usage, "HF_ENDPOINT holds no address of a hub", expected: "a URL such as https://huggingface.co",
                found: "\"\(text)\"", advice: "correct it or unset it")
        }
        return url
    }

    private static func token(_ environment: [String: String], path: String) -> String? {
        if isTrue(environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"]) { return nil }
        let given = nonempty(environment["HF_TOKEN"]) ?? environment["HUGGING_FACE_HUB_TOKEN"]
        if let token = given.flatMap(cleaned) { return token }
        return (try? String(contentsOfFile: path, encoding: .utf8)).flatMap(cleaned)
    }

    /// The token without line breaks and surrounding white space; `nil` if nothing is left.
    private static func cleaned(_ token: String) -> String? {
        let lines = token.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }
        var text = String()
        text.unicodeScalars.append(contentsOf: lines)
        return nonempty(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func nonempty(_ value: String?) -> String? { value.flatMap { $0.isEmpty ? nil : $0 } }

    private static func isTrue(_ value: String?) -> Bool {
        value.map { ["1", "ON", "YES", "TRUE"].contains($0.uppercased()) } ?? false
    }

    private static func seconds(_ name: String, _ environment: [String: String]) throws -> Double? {
        guard let text = environment[name] else { return nil }
        guard let seconds = Int(text.trimmingCharacters(in: .whitespaces)), seconds >= 0 else {
            throw FledgeError(
                .usage, "\(name) holds no number of seconds", expected: "a whole number", found: "\"\(text)\"",
                advice: "correct it or unset it")
        }
        return seconds == 0 ? nil : Double(seconds)
    }
}
