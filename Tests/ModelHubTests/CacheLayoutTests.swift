import Foundation
import InputOutput
import ModelHub
import TestSupport
import Testing

@Suite struct CacheLayoutTests {
    /// The entries of a cache, in the form of the recording.
    private func tree(_ root: String) throws -> [[String: String]] {
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return try names.sorted().compactMap { name in
            let path = "\(root)/\(name)"
            if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
                return ["path": name, "link": link]
            }
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            if !exists || isDirectory.boolValue || name == "CACHEDIR.TAG" { return nil }
            let content = try Data(contentsOf: URL(fileURLWithPath: path))
            var entry = ["path": name, "size": String(content.count)]
            if name.contains("/refs/") { entry["text"] = String(decoding: content, as: UTF8.self) }
            return entry
        }
    }

    @Test func isThatOfTheReferenceImplementation() throws {
        let hub = try Hub()
        let path = try hub.pull()
        #expect(path == hub.snapshot)
        #expect(throws: FledgeError.self) { try hub.pull(files: .named(["added_tokens.json"])) }
        let recorded = try #require(Recording.content["tree"]?.arrayValue).map { entry in
            (entry.objectValue ?? [:]).mapValues { $0.stringValue ?? String($0.integerValue ?? -1) }
        }
        let expected = recorded.sorted { $0["path"] ?? "" < $1["path"] ?? "" }
        #expect(try tree(hub.settings.cacheDirectory) == expected)
        #expect(hub.found == Recording.needed)
        let tag = try String(contentsOfFile: "\(hub.settings.cacheDirectory)/CACHEDIR.TAG", encoding: .utf8)
        #expect(tag.hasPrefix("Signature: 8a477f597d28d172789f06886806bc55\n"))
    }

    @Test func whatIsThereIsNotAskedForAgain() throws {
        let hub = try Hub()
        try hub.pull()
        hub.server.forgetRequests()
        var received = -1
        try hub.pull { received = $0.receivedBytes }
        #expect(hub.server.requests.map(\.path) == ["/api/models/fledge/tiny-model/revision/main"])
        #expect(received == 0)
    }

    @Test func aBlobThatIsThereIsLinked() throws {
        let hub = try Hub()
        try hub.pull()
        try FileManager.default.removeItem(atPath: "\(hub.snapshot)/model.safetensors")
        hub.server.forgetRequests()
        try hub.pull()
        #expect(hub.server.requests.map(\.method) == ["GET", "HEAD"])
        #expect(hub.found == Recording.needed)
    }

    @Test func aLinkWithoutItsBlobIsReplaced() throws {
        let hub = try Hub()
        try hub.pull()
        try FileManager.default.removeItem(atPath: hub.blob("config.json"))
        #expect(hub.found.contains("config.json: a link without a blob"))
        try hub.pull()
        #expect(hub.found == Recording.needed)
    }

    @Test(arguments: [
        ("main", "refs/main"), ("v1.0", "refs/v1.0"), ("refs/pr/1", "refs/refs/pr/1"),
    ])
    func revisions(revision: String, place: String) throws {
        let hub = try Hub()
        try hub.pull(ModelReference(HubServer.model, revision: revision))
        #expect(hub.server.requests[0].path == "/api/models/fledge/tiny-model/revision/\(revision)")
        #expect(try String(contentsOfFile: "\(hub.repository)/\(place)", encoding: .utf8) == HubServer.commit)
    }

    @Test func aCommitNeedsNoReference() throws {
        let hub = try Hub()
        try hub.pull(ModelReference(HubServer.model, revision: HubServer.commit))
        #expect(!FileManager.default.fileExists(atPath: "\(hub.repository)/refs"))
    }

    @Test func theReferenceMovesLast() throws {
        let hub = try Hub()
        try FileManager.default.createDirectory(atPath: "\(hub.repository)/refs", withIntermediateDirectories: true)
        let old = String(repeating: "a", count: 40)
        try Data(old.utf8).write(to: URL(fileURLWithPath: "\(hub.repository)/refs/main"))
        hub.server.inject(.answer(403)) { $0.file == "model.safetensors" }
        #expect(throws: FledgeError.self) { try hub.pull() }
        #expect(try String(contentsOfFile: "\(hub.repository)/refs/main", encoding: .utf8) == old)
        hub.server.clearFaults()
        try hub.pull()
        #expect(try String(contentsOfFile: "\(hub.repository)/refs/main", encoding: .utf8) == HubServer.commit)
    }
}
