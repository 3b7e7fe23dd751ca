import Foundation
import InputOutput

/// The hub's metadata about a file of a repository.
struct FileMetadata: Equatable {
    /// The name of its contents, usually their hash.
    let etag: String
    /// The size in bytes.
    let size: Int?

    /// - Throws: ``FledgeError`` with category `data` if the hub's response is incomplete.
    init(_ response: HTTPResponse, of file: String) throws {
        guard response["X-Repo-Commit"] != nil else {
            throw FledgeError(
                .data, at: response.url.absoluteString, "the answer is not that of a hub", expected: "X-Repo-Commit",
                found: "no such header", advice: "check HF_ENDPOINT, and HTTPS_PROXY where one is set")
        }
        let text = response["X-Linked-Etag"] ?? response["ETag"] ?? ""
        let name = text.drop { $0 == "W" || $0 == "/" }
        etag = String(name.drop { $0 == "\"" }.reversed().drop { $0 == "\"" }.reversed())
        guard !etag.isEmpty, etag.utf8.count <= 200, etag.utf8.first != UInt8(ascii: "."),
            etag.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") })
        else {
            throw FledgeError(
                .data, at: response.url.absoluteString, "the hub gives the file no name that it could be kept under",
                expected: "an ETag", found: text.debugDescription)
        }
        size =
            response["X-Linked-Size"].flatMap { Int($0) }
            ?? (response.redirection == nil ? response.contentLength : nil)
    }
}

/// Downloads the contents of one file into the cache, with retries.
struct BlobDownload {
    let client: HTTPClient
    let settings: HubSettings
    let url: URL
    /// The name of the file in the repository, for messages.
    let file: String
    let metadata: FileMetadata
    /// The final path of the contents.
    let destination: String

    /// Downloads the file, verifies it, and moves it into place.
    ///
    /// - Parameter report: Called ten times per second with the current activity, the size of the file so far, and the
    ///   number of bytes received over the network; an error that it throws ends the download, which can be resumed.
    /// - Throws: ``TransferFailure`` if all attempts failed, ``FledgeError`` if the file does not match its metadata or
    ///   cannot be written.
    func run(report: (PullProgress.Activity, _ size: Int, _ received: Int) throws -> Void) throws {
        let path = destination + ".incomplete"
        let body = try FileBody(path: path)
        var isFromEarlier = body.size > 0
        while true {
            try receive(body, report)
            let measured = try difference(body, path, report)
            guard let measured else { break }
            // The part left by an earlier process may be the cause.
            if isFromEarlier {
                isFromEarlier = false
                try body.restart()
                continue
            }
            unlink(path)
            throw FledgeError(
                .data, at: url.absoluteString, "the file that arrived is not the one that the hub has",
                expected: measured.expected, found: measured.found,
                advice: "run the command again; the file was removed from the cache")
        }
        try body.synchronize()
        guard rename(path, destination) == 0 else {
            throw FledgeError.cache(errno, at: destination, while: "renaming the file into place")
        }
    }

    /// The difference between the complete file and its metadata; `nil` if there is none.
    private func difference(
        _ body: FileBody, _ path: String, _ report: (PullProgress.Activity, Int, Int) throws -> Void
    ) throws -> (expected: String, found: String)? {
        if let size = metadata.size, body.size != size { return ("\(size) bytes", "\(body.size) bytes") }
        guard let hash = BlobHash(etag: metadata.etag) else { return nil }
        let found = try hash.measured(path: path) {
            try report(.verifying(file: file), body.size, body.receivedBytes)
        }
        return found == hash.expected ? nil : ("the \(hash.name) \(hash.expected)", found)
    }

    /// Receives bytes until the file is complete.
    private func receive(
        _ body: FileBody, _ report: (PullProgress.Activity, Int, Int) throws -> Void
    ) throws {
        if let size = metadata.size, body.size > size { try body.restart() }
        var retry = Retry(settings.retries)
        while metadata.size == nil || body.size != metadata.size {
            let before = body.receivedBytes
            do {
                let headers = body.size > 0 ? ["Range": "bytes=\(body.size)-"] : [:]
                // Start with the original URL each time: the address that the hub redirects to expires.
                _ = try client.request(
                    "GET", url, headers: headers, timeout: settings.downloadTimeout, to: body,
                    tick: { try report(.downloading(file: file), body.size, body.receivedBytes) })
                guard let size = metadata.size, body.size < size else { return }
                throw TransferFailure.dropped("only \(body.size) of \(size) bytes came")
            } catch TransferFailure.refused(let response) where response.status == 416 && body.size > 0 {
                try body.restart()
            } catch let failure as TransferFailure {
                if body.receivedBytes > before { retry.reset() }
                try retry.wait(after: failure, isWorthTrying: body.receivedBytes > 0) {
                    try report($0, body.size, body.receivedBytes)
                }
            }
        }
    }
}
