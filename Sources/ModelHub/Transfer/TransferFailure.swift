import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The reason that a request got no response, or an incomplete one.
enum TransferFailure: Error, Equatable {
    /// No connection was established: the name is unknown, the connection was refused, or the certificate is invalid.
    case unreachable(String)
    /// No data arrived for this many seconds.
    case silent(seconds: Double)
    /// The connection was lost during the transfer.
    case dropped(String)
    /// The server returned an error response.
    case refused(HTTPResponse)

    /// Classifies the session's error.
    init(_ error: any Error, timeout: Double) {
        let text = (error as NSError).localizedDescription
        switch (error as? URLError)?.code {
        case .timedOut: self = .silent(seconds: timeout)
        case .cannotFindHost, .dnsLookupFailed, .secureConnectionFailed, .serverCertificateUntrusted,
            .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
            .unsupportedURL, .notConnectedToInternet:
            self = .unreachable(text)
        case .cannotConnectToHost:
            // "Failed to connect to HOST port N after M ms: …"
            self = .unreachable(text.components(separatedBy: " after ")[0])
        default:
            // A proxy that rejects the connection has no error code of its own.
            self = text.contains("CONNECT") || text.contains("proxy") ? .unreachable(text) : .dropped(text)
        }
    }

    /// The failure in words, as part of a sentence.
    var reason: String {
        switch self {
        case .unreachable(let reason), .dropped(let reason): reason
        case .silent(let seconds): "no answer within \(Int(seconds)) seconds"
        case .refused(let response):
            response["X-Error-Message"].map { "status \(response.status): \($0)" } ?? "status \(response.status)"
        }
    }

    /// True if another attempt may succeed.
    var mayPass: Bool {
        switch self {
        case .unreachable: false
        case .silent, .dropped: true
        case .refused(let response): [408, 429].contains(response.status) || response.status >= 500
        }
    }

    /// The delay requested by the server, in seconds.
    var requestedDelay: Double? {
        if case .refused(let response) = self { response.requestedDelay } else { nil }
    }
}
