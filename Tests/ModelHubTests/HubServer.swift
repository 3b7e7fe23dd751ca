import Foundation
import Hashing
import Synchronization

/// A local hub with one model, served as the real hub serves it, and with injectable faults.
///
/// Large files redirect to a second port, as the hub redirects to its delivery network.
final class HubServer: Sendable {
    static let model = "fledge/tiny-model"
    static let commit = "0123456789abcdef0123456789abcdef01234567"

    struct Request: Sendable, Equatable {
        var isDelivery: Bool
        var method: String
        /// The path without percent encoding and query.
        var path: String
        var headers: [String: String]

        /// The name of the repository's file, if the request is for one.
        var file: String? {
            for head in ["/delivery/", "/\(model)/resolve/\(commit)/"] where path.hasPrefix(head) {
                return String(path.dropFirst(head.count))
            }
            return nil
        }
        /// Tells whether the request is for the contents of a file, rather than for their location.
        var isContent: Bool { method == "GET" && (isDelivery || file.map { !HubServer.isLarge($0) } == true) }
    }

    /// A fault, or a deviation from the usual behavior.
    enum Fault: Sendable {
        /// A response with this status instead.
        case answer(Int, [String: String] = [:])
        /// The connection ends after this many bytes of the body.
        case cut(after: Int)
        /// The body has a wrong byte at this offset.
        case corrupt(at: Int)
        /// The whole file, regardless of the requested range.
        case ignoreRange
        /// A range that begins one byte after the requested one.
        case wrongRange
        /// The body is sent in chunks, without a length.
        case chunked
        /// The connection stays open without any data.
        case silence
        /// The body is sent in pieces with a pause before each, in milliseconds.
        case slow(piece: Int, pause: UInt32)
    }

    struct State {
        var files: [String: Data]
        var requests: [Request] = []
        var faults: [@Sendable (Request) -> Fault?] = []
        var sentBytes = 0
    }

    private let state: Mutex<State>
    private let hub: Listener
    private let delivery: Listener

    var endpoint: URL { hub.address }
    var requests: [Request] { state.withLock { $0.requests } }
    /// The number of body bytes that the system accepted for sending.
    var sentBytes: Int { state.withLock { $0.sentBytes } }

    init(_ files: [String: Data]) throws {
        state = Mutex(State(files: files))
        hub = try Listener()
        delivery = try Listener()
        hub.serve { [weak self] in self?.answer($0, isDelivery: false) }
        delivery.serve { [weak self] in self?.answer($0, isDelivery: true) }
    }

    deinit { stop() }

    /// Rejects all connections from now on.
    func stop() {
        hub.stop()
        delivery.stop()
    }

    func forgetRequests() { state.withLock { $0.requests = [] } }

    func set(_ file: String, _ content: Data) { state.withLock { $0.files[file] = content } }

    /// Injects a fault into the requests that match, the first `times` of them.
    func inject(_ fault: Fault, times: Int = .max, where matches: @escaping @Sendable (Request) -> Bool) {
        let left = Counter(times)
        state.withLock {
            $0.faults.append { request in matches(request) && left.take() ? fault : nil }
        }
    }

    func clearFaults() { state.withLock { $0.faults = [] } }

    static func isLarge(_ file: String) -> Bool {
        [".safetensors", ".bin", ".onnx"].contains { file.hasSuffix($0) }
    }

    /// The ETag that the hub assigns to contents.
    static func etag(_ file: String, _ content: Data) -> String {
        var hash = IncrementalHash(isLarge(file) ? .sha256 : .sha1)
        if !isLarge(file) { hash.update("blob \(content.count)\0".utf8) }
        hash.update(content)
        return hash.digest.map { String(format: "%02x", $0) }.joined()
    }

    private func answer(_ connection: Connection, isDelivery: Bool) {
        guard var request = connection.readRequest() else { return }
        request.isDelivery = isDelivery
        let (files, fault) = state.withLock { state -> ([String: Data], Fault?) in
            state.requests.append(request)
            for fault in state.faults {
                if let fault = fault(request) { return (state.files, fault) }
            }
            return (state.files, nil)
        }
        switch fault {
        case .answer(let status, let headers):
            connection.send(status, headers, Data("an explanation that is no file".utf8), request)
        case .silence:
            connection.waitForEnd()
        default:
            respond(request, files, connection, fault)
        }
    }

    private func respond(_ request: Request, _ files: [String: Data], _ connection: Connection, _ fault: Fault?) {
        if request.path.hasPrefix("/api/models/\(Self.model)/revision/") {
            let siblings = files.keys.sorted().map { #"{"rfilename":"\#($0)","size":\#(files[$0]?.count ?? 0)}"# }
            let body = #"{"sha":"\#(Self.commit)","siblings":[\#(siblings.joined(separator: ","))]}"#
            return connection.send(200, ["Content-Type": "application/json"], Data(body.utf8), request)
        }
        guard let file = request.file else {
            return connection.send(404, ["X-Error-Code": "RepoNotFound"], Data(), request)
        }
        var headers = request.isDelivery ? [:] : ["X-Repo-Commit": Self.commit]
        guard let content = files[file] else {
            headers["X-Error-Code"] = "EntryNotFound"
            return connection.send(404, headers, Data(), request)
        }
        let etag = "\"\(Self.etag(file, content))\""
        if Self.isLarge(file), !request.isDelivery {
            headers["X-Linked-Etag"] = etag
            headers["X-Linked-Size"] = String(content.count)
            headers["Location"] = delivery.address.absoluteString + "/delivery/\(file)?signature=a%2Fb"
            return connection.send(302, headers, Data(), request)
        }
        headers["ETag"] = request.isDelivery ? "\"of another kind\"" : etag
        send(content, headers, request, connection, fault)
    }

    private func send(
        _ content: Data, _ headers: [String: String], _ request: Request, _ connection: Connection, _ fault: Fault?
    ) {
        var (content, headers, status) = (content, headers, 200)
        var start = 0
        if case .corrupt(let place) = fault { content[place] ^= 1 }
        if let range = request.headers["range"] {
            start = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" }) ?? 0
            if case .wrongRange = fault { start += 1 }
            if case .ignoreRange = fault {
                start = 0
            } else if start >= content.count {
                return connection.send(416, ["Content-Range": "bytes */\(content.count)"], Data(), request)
            } else {
                headers["Content-Range"] = "bytes \(start)-\(content.count - 1)/\(content.count)"
                status = 206
            }
        }
        let body = content.dropFirst(start)
        connection.send(status, headers, Data(body), request, fault) { sent in
            state.withLock { $0.sentBytes += sent }
        }
    }
}

/// A counter that threads decrement together.
final class Counter: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    /// Tells whether one was left.
    func take() -> Bool { left.subtract(1, ordering: .relaxed).oldValue > 0 }
}
