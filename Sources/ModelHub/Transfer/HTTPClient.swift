package import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Requests to the hub and to where it redirects. The token goes to the hub alone.
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

    /// Asks once, without following redirects.
    ///
    /// - Parameter tick: Called ten times a second; what it throws ends the request.
    /// - Throws: ``TransferFailure``, and what the receiver or `tick` throws.
    package func send(
        _ method: String, _ url: URL, headers: [String: String] = [:], timeout: Double, to receiver: any BodyReceiver,
        tick: () throws -> Void
    ) throws -> HTTPResponse {
        var request = URLRequest(url: url)
        request.cachePolicy = .reloadIgnoringLocalCacheData
        // Set and not given to the initializer, which the session would not take for a wish.
        request.timeoutInterval = timeout
        request.httpMethod = method
        // Lengths and offsets are of the files themselves.
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

    /// Asks and follows redirects while `follows` allows it.
    ///
    /// - Returns: The last answer, which is a success or a redirect that is not followed.
    /// - Throws: As ``send(_:_:headers:timeout:to:tick:)``, and ``TransferFailure/refused(_:)`` for any other answer.
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

    /// Whether an address is the hub's: the same scheme, host and port.
    func isHub(_ url: URL) -> Bool { Self.origin(url) == Self.origin(settings.endpoint) }

    private static func origin(_ url: URL) -> [String] {
        let scheme = url.scheme?.lowercased() ?? ""
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        return [scheme, url.host?.lowercased() ?? "", String(port)]
    }
}
