package import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The status and headers of a response.
package struct HTTPResponse: Sendable, Equatable {
    /// The requested address.
    package let url: URL
    package let status: Int
    private let headers: [String: String]

    init(url: URL, status: Int, headers: [String: String]) {
        self.url = url
        self.status = status
        self.headers = Dictionary(headers.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
    }

    init(_ response: HTTPURLResponse, url: URL) {
        let headers = response.allHeaderFields.map { (String(describing: $0.key), String(describing: $0.value)) }
        self.init(
            url: url, status: response.statusCode, headers: Dictionary(headers, uniquingKeysWith: { first, _ in first })
        )
    }

    /// The value of a header; names are not case-sensitive.
    package subscript(_ header: String) -> String? { headers[header.lowercased()] }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The redirect target; `nil` if this is not a redirect.
    var redirection: URL? {
        guard [301, 302, 303, 307, 308].contains(status) else { return nil }
        return self["Location"].flatMap { URL(string: $0, relativeTo: url)?.absoluteURL }
    }

    /// The length of the body in bytes, if the server reports it.
    var contentLength: Int? { self["Content-Length"].flatMap { Int($0) } }

    /// The delay requested by the server, in seconds.
    var requestedDelay: Double? {
        guard let text = self["Retry-After"] else { return nil }
        if let seconds = Double(text.trimmingCharacters(in: .whitespaces)) { return max(0, seconds) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text).map { max(0, $0.timeIntervalSinceNow) }
    }
}
