import Foundation
import InputOutput
import ModelHub
import TestSupport
import Testing

/// Downloads that succeed despite faults.
@Suite struct DownloadFaultTests {
    private static let weights = "model.safetensors"
    private static let size = Recording.files[weights]?.count ?? 0

    private static let offsets = Array(stride(from: 0, to: size, by: 787)) + [1, size - 1]

    @Test(arguments: offsets)
    func aCutIsResumed(offset: Int) throws {
        let hub = try Hub()
        hub.server.inject(.cut(after: offset), times: 1) { $0.isDelivery && $0.isContent }
        try hub.pull()
        #expect(hub.found == Recording.needed)
        let ranges = hub.server.requests.filter { $0.isDelivery && $0.isContent }.map { $0.headers["range"] }
        #expect(ranges == [nil, offset > 0 ? "bytes=\(offset)-" : nil])
    }

    /// Each connection delivers a little; as long as there is progress, attempts are not counted.
    @Test func manyCuts() throws {
        let hub = try Hub()
        hub.server.inject(.cut(after: 500)) { $0.isDelivery && $0.isContent }
        try hub.pull()
        #expect(hub.found == Recording.needed)
        #expect(hub.server.requests.filter { $0.isDelivery && $0.isContent }.count == (Self.size + 499) / 500)
    }

    @Test(arguments: [0, 1, 5000, size - 1])
    func aProcessThatEndsIsResumedByTheNext(offset: Int) throws {
        let hub = try Hub()
        hub.server.inject(.cut(after: offset), times: 1) { $0.isDelivery && $0.isContent }
        struct Interruption: Error {}
        #expect(throws: Interruption.self) {
            try hub.pull { progress in
                if case .waitingToRetry = progress.activity { throw Interruption() }
            }
        }
        #expect(!FileManager.default.fileExists(atPath: hub.blob(Self.weights)))
        #expect(!hub.found.contains { $0.hasPrefix(Self.weights) })
        let partial = try Data(contentsOf: URL(fileURLWithPath: hub.blob(Self.weights) + ".incomplete"))
        #expect(partial == Recording.files[Self.weights]?.prefix(offset))
        hub.server.forgetRequests()
        var received = 0
        try hub.pull { received = $0.receivedBytes }
        #expect(hub.found == Recording.needed)
        #expect(received == Self.size - offset)
        #expect(!hub.blobs.contains { $0.hasSuffix(".incomplete") })
    }

    static let oddities: [(HubServer.Fault, Int)] = [
        (.ignoreRange, 1), (.wrongRange, 1), (.chunked, .max), (.answer(416), 1), (.answer(500), 2), (.answer(503), 4),
        (.answer(408), 1), (.answer(429, ["Retry-After": "0"]), 2), (.slow(piece: 1000, pause: 5), .max),
    ]

    @Test(arguments: oddities)
    func serversThatDoOtherwise(fault: HubServer.Fault, times: Int) throws {
        let hub = try Hub()
        let content = try #require(Recording.files[Self.weights])
        try FileManager.default.createDirectory(atPath: "\(hub.repository)/blobs", withIntermediateDirectories: true)
        try content.prefix(3000).write(to: URL(fileURLWithPath: hub.blob(Self.weights) + ".incomplete"))
        hub.server.inject(fault, times: times) { $0.isDelivery && $0.isContent }
        try hub.pull()
        #expect(hub.found == Recording.needed)
    }

    enum Remains: CaseIterable {
        case complete, longer, spoilt, spoiltAndComplete, empty
    }

    @Test(arguments: Remains.allCases)
    func whatAnEarlierProcessLeft(remains: Remains) throws {
        let hub = try Hub()
        var content = try #require(Recording.files[Self.weights])
        switch remains {
        case .complete: break
        case .longer: content.append(7)
        case .spoilt: content = Data(repeating: 1, count: 100)
        case .spoiltAndComplete: content[5000] ^= 1
        case .empty: content = Data()
        }
        try FileManager.default.createDirectory(atPath: "\(hub.repository)/blobs", withIntermediateDirectories: true)
        try content.write(to: URL(fileURLWithPath: hub.blob(Self.weights) + ".incomplete"))
        try hub.pull()
        #expect(hub.found == Recording.needed)
        let count = hub.server.requests.filter { $0.isDelivery && $0.isContent }.count
        #expect(count == (remains == .complete ? 0 : remains == .spoilt ? 2 : 1))
    }

    @Test func aStandstillIsResumed() throws {
        var hub = try Hub()
        hub.settings.downloadTimeout = 1
        hub.server.inject(.silence, times: 1) { $0.isDelivery && $0.isContent }
        try hub.pull()
        #expect(hub.found == Recording.needed)
    }

    @Test(arguments: [500, 502, 503, 504, 429, 408])
    func theHubHasABadMoment(status: Int) throws {
        let hub = try Hub()
        hub.server.inject(.answer(status), times: 2) { $0.path.hasPrefix("/api/") }
        hub.server.inject(.answer(status), times: 2) { $0.method == "HEAD" }
        hub.server.inject(.answer(status), times: 2) { $0.method == "GET" && $0.file == "vocab.txt" }
        try hub.pull()
        #expect(hub.found == Recording.needed)
    }

    @Test func theWaitThatTheServerAsksFor() throws {
        let hub = try Hub()
        hub.server.inject(.answer(429, ["Retry-After": "1"]), times: 1) { $0.path.hasPrefix("/api/") }
        let start = ContinuousClock.now
        var reasons: Set<String> = []
        try hub.pull { progress in
            if case .waitingToRetry(_, let reason) = progress.activity { reasons.insert(reason) }
        }
        #expect(start.duration(to: .now) >= .seconds(1))
        #expect(reasons == ["status 429"])
    }

    @Test func twoAtOnceDownloadOnce() async throws {
        let hub = try Hub()
        hub.server.inject(.slow(piece: 2000, pause: 40)) { $0.isDelivery && $0.isContent }
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<3 { group.addTask { try hub.pull() } }
            for try await path in group { #expect(path == hub.snapshot) }
        }
        #expect(hub.found == Recording.needed)
        for file in Recording.needed {
            #expect(hub.server.requests.filter { $0.isContent && $0.file == file }.count == 1, "\(file)")
        }
        #expect(hub.blobs.count == Recording.needed.count)
    }

    /// A network that is faster than the disk does not fill the memory.
    @Test func whatIsNotWrittenYetIsNotReceived() throws {
        let size = 64 << 20
        let hub = try Hub(["big.bin": Data(count: size)])
        let body = StandingBody()
        let client = HTTPClient(hub.settings)
        let address = hub.server.endpoint.appendingPathComponent(
            "\(HubServer.model)/resolve/\(HubServer.commit)/big.bin")
        let response = try client.send("HEAD", address, timeout: 10, to: body, tick: {})
        let place = try #require(response["Location"].flatMap { URL(string: $0) })
        var sentMeanwhile = 0
        _ = try client.send("GET", place, timeout: 10, to: body) {
            if body.isStanding { sentMeanwhile = max(sentMeanwhile, hub.server.sentBytes) }
        }
        #expect(sentMeanwhile > 0)
        #expect(sentMeanwhile < 24 << 20)
        #expect(body.count == size)
    }
}
