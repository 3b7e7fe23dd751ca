import Foundation
import Synchronization

/// A listener on a free local port.
final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Mutex<Int32>

    var address: URL { URL(string: "http://127.0.0.1:\(port)") ?? URL(fileURLWithPath: "/") }

    /// - Parameter backlog: The number of connections that may wait.
    init(backlog: Int32 = 64) throws {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && listen(socket, backlog) == 0
                    && getsockname(socket, address, &length) == 0
            }
        }
        guard result else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        descriptor = Mutex(socket)
    }

    deinit { stop() }

    /// Accepts connections and handles each on a separate thread.
    func serve(_ handle: @escaping @Sendable (Connection) -> Void) {
        let socket = descriptor.withLock { $0 }
        Thread.detachNewThread {
            while true {
                let accepted = accept(socket, nil, nil)
                guard accepted >= 0 else {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                Thread.detachNewThread {
                    let connection = Connection(accepted)
                    handle(connection)
                    connection.finish()
                }
            }
        }
    }

    func stop() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            shutdown(descriptor, Int32(SHUT_RDWR))
            close(descriptor)
            descriptor = -1
        }
    }
}

/// One connection, for one request.
struct Connection: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func finish() {
        shutdown(descriptor, Int32(SHUT_WR))
        close(descriptor)
    }

    /// The header of the request; `nil` if no request arrives.
    func readRequest() -> HubServer.Request? {
        var head = Data()
        let end = Data("\r\n\r\n".utf8)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while head.range(of: end) == nil {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            head.append(contentsOf: buffer[..<count])
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        let path = words[1].split(separator: "?")[0]
        return HubServer.Request(
            isDelivery: false, method: words[0], path: path.removingPercentEncoding ?? String(path), headers: headers)
    }

    /// Waits until the other side closes the connection.
    func waitForEnd() {
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, 0) > 0 {}
    }

    /// Sends an answer, with the requested fault.
    func send(
        _ status: Int, _ headers: [String: String], _ body: Data, _ request: HubServer.Request,
        _ fault: HubServer.Fault? = nil, sent report: (Int) -> Void = { _ in }
    ) {
        var headers = headers
        headers["Connection"] = "close"
        var pieces = [body]
        if case .chunked = fault {
            headers["Transfer-Encoding"] = "chunked"
            pieces = stride(from: 0, to: body.count, by: 1000).map { offset in
                let piece = body.dropFirst(offset).prefix(1000)
                return Data("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Data("\r\n".utf8)
            }
            pieces.append(Data("0\r\n\r\n".utf8))
        } else {
            headers["Content-Length"] = String(body.count)
        }
        let lines = headers.map { "\($0): \($1)\r\n" }.sorted().joined()
        guard write(Data("HTTP/1.1 \(status) Answer\r\n\(lines)\r\n".utf8)), request.method == "GET" else { return }
        var pause: UInt32 = 0
        switch fault {
        case .cut(let count): pieces = [body.prefix(count)]
        case .slow(let piece, let time):
            pause = time
            pieces = stride(from: 0, to: body.count, by: piece).map { Data(body.dropFirst($0).prefix(piece)) }
        default: break
        }
        for piece in pieces {
            usleep(pause * 1000)
            guard write(piece, report) else { return }
        }
    }

    private func write(_ data: Data, _ report: (Int) -> Void = { _ in }) -> Bool {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.prefix(1 << 16).withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            report(count)
            rest = rest.dropFirst(count)
        }
        return true
    }
}
