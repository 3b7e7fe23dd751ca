package import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests to the hub and to addresses it redirects to. The token is sent only to the hub.
package final class HTTPClient: Sendable {
    private let settings: HubSettings
    private let session: URLSession
    private let delegate = TransferDelegate()

    private static let longestRedirection = 10

    package init(_ settings: HubSettings) {
        self.settings = settings
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.httpCookieStorage = nil
        session = URLSession(
            configuration: configuration, delegate: delegate, delegateQueue: BoundedOperationQueue(limit: 256))
    }

    deinit { session.invalidateAndCancel() }

    /// Sends one request, without following redirects.
    ///
    /// - Parameter tick: Called ten times per second; an error that it throws ends the request.
    /// - Throws: ``TransferFailure``, and errors of the receiver or `tick`.
    package func send(
        _ method: String, _ url: URL, headers: [String: String] = [:], timeout: Double, to receiver: any BodyReceiver,
        tick: () throws -> Void
    ) throws -> HTTPResponse {
        var request = URLRequest(url: url)
        request.cachePolicy = .reloadIgnoringLocalCacheData
        // Set here instead of in the initializer, whose value the session would ignore.
        request.timeoutInterval = timeout
        request.httpMethod = method
        // Sizes and offsets refer to the files without compression.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        request.setValue("fledge", forHTTPHeaderField: "User-Agent")
        if let token = settings.token, isHub(url) {
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let task = session.dataTask(with: request)
        let transfer = Transfer(to: receiver)
        delegate.add(transfer, for: task)
        task.resume()
        do {
            if let response = try transfer.wait(tick: tick) { return response }
            throw TransferFailure.dropped("an answer without a head")
        } catch let error as TransferFailure {
            task.cancel()
            throw error
        } catch let error as URLError {
            throw TransferFailure(error, timeout: timeout)
        } catch {
            task.cancel()
            throw error
        }
    }

    /// Sends a request and follows redirects while `follows` allows it.
    ///
    /// - Returns: The last response, which is a success or a redirect that is not followed.
    /// - Throws: The errors of ``send(_:_:headers:timeout:to:tick:)``, and ``TransferFailure/refused(_:)`` for any
    ///   other response.
    func request(
        _ method: String, _ url: URL, headers: [String: String] = [:], timeout: Double,
        to receiver: any BodyReceiver = NoBody(), following follows: (URL) -> Bool = { _ in true },
        tick: () throws -> Void
    ) throws -> HTTPResponse {
        var url = url
        for _ in 0...Self.longestRedirection {
            let response = try send(method, url, headers: headers, timeout: timeout, to: receiver, tick: tick)
            if response.isSuccess { return response }
            guard let next = response.redirection, ["http", "https"].contains(next.scheme?.lowercased()) else {
                throw TransferFailure.refused(response)
            }
            guard follows(next) else { return response }
            url = next
        }
        throw TransferFailure.unreachable("more than \(Self.longestRedirection) redirects")
    }

    /// Returns true if an address belongs to the hub: the same scheme, host and port.
    func isHub(_ url: URL) -> Bool { Self.origin(url) == Self.origin(settings.endpoint) }

    private static func origin(_ url: URL) -> [String] {
        let scheme = url.scheme?.lowercased() ?? ""
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        return [scheme, url.host?.lowercased() ?? "", String(port)]
    }
}
