import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Why a request brought no answer, or not the whole of it.
enum TransferFailure: Error, Equatable {
    /// No connection came about: the name is unknown, nobody listens, the certificate is wrong.
    case unreachable(String)
    /// Nothing came for this many seconds.
    case silent(seconds: Double)
    /// The connection ended in the middle.
    case dropped(String)
    /// The answer is not what was asked for.
    case refused(HTTPResponse)

    /// What the session's error means.
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
            // A proxy that refuses has no code of its own.
            self = text.contains("CONNECT") || text.contains("proxy") ? .unreachable(text) : .dropped(text)
        }
    }

    /// What happened, for people, as half a sentence.
    var reason: String {
        switch self {
        case .unreachable(let reason), .dropped(let reason): reason
        case .silent(let seconds): "no answer within \(Int(seconds)) seconds"
        case .refused(let response):
            response["X-Error-Message"].map { "status \(response.status): \($0)" } ?? "status \(response.status)"
        }
    }

    /// Whether the next try may succeed.
    var mayPass: Bool {
        switch self {
        case .unreachable: false
        case .silent, .dropped: true
        case .refused(let response): [408, 429].contains(response.status) || response.status >= 500
        }
    }

    /// The wait that the server asks for, in seconds.
    var requestedDelay: Double? {
        if case .refused(let response) = self { response.requestedDelay } else { nil }
    }
}
