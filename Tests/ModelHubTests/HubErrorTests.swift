import Foundation
import InputOutput
import ModelHub
import TestSupport
import Testing

/// The errors of downloads that fail, which leave no incomplete files.
@Suite struct HubErrorTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var status: Int
        var headers: [String: String] = [:]
        var file: String?
        var token: String?
        var text: String

        var testDescription: String { "\(status) \(headers) \(file ?? "list")" }
    }

    static let refusals = [
        Refusal(
            status: 403, headers: ["X-Error-Code": "GatedRepo", "X-Error-Message": "Access is restricted."],
            text: """
                fledge/tiny-model: the model is gated: its terms must be accepted before it can be pulled
                  found:    Access is restricted.
                  try:      accept the terms at HUB/fledge/tiny-model, then set HF_TOKEN to a token of that account
                """),
        Refusal(
            status: 401, headers: ["X-Error-Code": "GatedRepo"], file: "model.safetensors",
            text: """
                fledge/tiny-model: the model is gated: its terms must be accepted before it can be pulled
                  try:      accept the terms at HUB/fledge/tiny-model, then set HF_TOKEN to a token of that account
                """),
        Refusal(
            status: 401, headers: ["X-Error-Message": "Invalid username or password."],
            text: """
                fledge/tiny-model: the hub has no model of this name, or it is private
                  try:      check the name; for a private model set HF_TOKEN
                """),
        Refusal(
            status: 401, headers: ["X-Error-Message": "Invalid credentials in Authorization header"], token: "hf_old",
            text: """
                fledge/tiny-model: the hub rejects the token
                  found:    Invalid credentials in Authorization header
                  try:      set HF_TOKEN to a valid token, or unset it where the model is public
                """),
        Refusal(
            status: 403, headers: ["X-Error-Message": "Your token may not read this."], token: "hf_small",
            text: """
                fledge/tiny-model: the hub denies access to the list of the model's files
                  found:    Your token may not read this.
                  try:      accept the model's terms at HUB/fledge/tiny-model where it has any, and set HF_TOKEN to a \
                token that may read it
                """),
        Refusal(
            status: 404, headers: ["X-Error-Code": "RepoNotFound"],
            text: """
                fledge/tiny-model: the hub has no model of this name, or it is private
                  try:      check the name; for a private model set HF_TOKEN
                """),
        Refusal(
            status: 404, headers: ["X-Error-Code": "RepoNotFound"], token: "hf_mine",
            text: """
                fledge/tiny-model: the hub has no model of this name, or it is private
                  try:      check the name and whether the account of HF_TOKEN may see the model
                """),
        Refusal(
            status: 404, headers: ["X-Error-Code": "RevisionNotFound"],
            text: """
                fledge/tiny-model: the model has no such revision
                  found:    main
                  try:      see HUB/fledge/tiny-model/tree/main for its branches and tags
                """),
        Refusal(
            status: 404, headers: ["X-Error-Code": "EntryNotFound"], file: "config.json",
            text: """
                fledge/tiny-model: the model has no such file
                  found:    config.json
                  try:      see HUB/fledge/tiny-model/tree/main for its files
                """),
        Refusal(
            status: 404, file: "model.safetensors",
            text: """
                fledge/tiny-model: the model has no such file
                  found:    model.safetensors
                  try:      see HUB/fledge/tiny-model/tree/main for its files
                """),
        Refusal(
            status: 500, headers: ["X-Error-Message": "Internal error"],
            text: """
                HUB: the hub cannot deliver the list of the model's files
                  found:    status 500: Internal error
                  try:      run the command again later
                """),
        Refusal(
            status: 503, file: "vocab.txt",
            text: """
                HUB: the hub cannot deliver the file vocab.txt
                  found:    status 503
                  try:      run the command again later
                """),
        Refusal(
            status: 429, headers: ["Retry-After": "3600"],
            text: """
                HUB: the hub answers no more requests for now
                  found:    status 429; it asks to wait 3600 seconds
                  try:      wait and run the command again; with HF_TOKEN set the hub allows more
                """),
        Refusal(
            status: 429, token: "hf_mine",
            text: """
                HUB: the hub answers no more requests for now
                  found:    status 429
                  try:      wait and run the command again
                """),
        Refusal(
            status: 418,
            text: """
                HUB: the hub cannot deliver the list of the model's files
                  found:    status 418
                  try:      run the command again later
                """),
    ]

    @Test(arguments: refusals)
    func refusal(_ refusal: Refusal) throws {
        var hub = try Hub()
        hub.settings.token = refusal.token
        hub.server.inject(.answer(refusal.status, refusal.headers)) { $0.file == refusal.file }
        #expect(hub.message { try hub.pull() } == refusal.text)
        let tries = [429, 500, 503].contains(refusal.status) && refusal.headers["Retry-After"] == nil ? 5 : 1
        #expect(hub.server.requests.filter { $0.file == refusal.file && !$0.isDelivery }.count == tries)
    }

    @Test func aFileThatIsNotThereIsRemembered() throws {
        let hub = try Hub()
        let text = hub.message { try hub.pull(files: .named(["added_tokens.json"])) }
        #expect(text.hasPrefix("fledge/tiny-model: the model has no such file\n  found:    added_tokens.json\n"))
        let mark = "\(hub.repository)/.no_exist/\(HubServer.commit)/added_tokens.json"
        #expect(FileManager.default.fileExists(atPath: mark))
    }

    @Test(arguments: ["model.safetensors", "config.json"])
    func aHashThatDiffers(file: String) throws {
        let hub = try Hub()
        hub.server.inject(.corrupt(at: 3)) { $0.isContent && $0.file == file }
        var content = try #require(Recording.files[file])
        let expected = HubServer.etag(file, content)
        content[3] ^= 1
        let text = hub.message { try hub.pull() }
        let name = file == "config.json" ? "SHA-1 of git" : "SHA-256"
        #expect(
            text == """
                HUB/fledge/tiny-model/resolve/\(HubServer.commit)/\(file): the file that arrived is not the one that \
                the hub has
                  expected: the \(name) \(expected)
                  found:    \(HubServer.etag(file, content))
                  try:      run the command again; the file was removed from the cache
                """)
        #expect(!hub.blobs.contains { $0.hasPrefix(expected) })
        #expect(!hub.found.contains { $0.hasPrefix(file) })
        hub.server.clearFaults()
        try hub.pull()
        #expect(hub.found == Recording.needed)
    }

    @Test func aConnectionThatNeverLasts() throws {
        let hub = try Hub()
        hub.server.inject(.cut(after: 10), times: 1) { $0.isDelivery && $0.isContent }
        hub.server.inject(.cut(after: 0)) { $0.isDelivery && $0.isContent }
        let text = hub.message { try hub.pull() }
        let lines = text.components(separatedBy: "\n")
        #expect(lines.first == "HUB: the file model.safetensors did not arrive")
        #expect(lines.last == "  try:      run the command again: it goes on where it stopped")
        #expect(!FileManager.default.fileExists(atPath: hub.blob("model.safetensors")))
        hub.server.clearFaults()
        try hub.pull()
        #expect(hub.found == Recording.needed)
    }

    @Test func nobodyListens() throws {
        let hub = try Hub()
        hub.server.stop()
        let start = ContinuousClock.now
        #expect(
            hub.message { try hub.pull() } == """
                HUB: the hub cannot be reached
                  found:    Failed to connect to HOST port PORT
                  try:      check the network, HF_ENDPOINT, and HTTPS_PROXY where one is needed
                """)
        #expect(start.duration(to: .now) < .seconds(1))
    }

    @Test func nobodyListensButTheCacheHasIt() throws {
        let hub = try Hub()
        try hub.pull()
        hub.server.stop()
        #expect(
            hub.message { try hub.pull() } == """
                HUB: the hub cannot be reached
                  found:    Failed to connect to HOST port PORT
                  try:      set HF_HUB_OFFLINE=1 to use the snapshot in the cache, \
                CACHE/models--fledge--tiny-model/snapshots/\(HubServer.commit)
                """)
    }

    @Test func aHostThatDoesNotExist() throws {
        var hub = try Hub()
        hub.settings.endpoint = try #require(URL(string: "https://hub.invalid"))
        #expect(
            hub.message { try hub.pull() } == """
                HUB: the hub cannot be reached
                  found:    Could not resolve host: hub.invalid
                  try:      check the network, HF_ENDPOINT, and HTTPS_PROXY where one is needed
                """)
    }

    @Test func silence() throws {
        var hub = try Hub()
        hub.settings.metadataTimeout = 1
        hub.server.inject(.silence) { $0.path.hasPrefix("/api/") }
        let start = ContinuousClock.now
        #expect(
            hub.message { try hub.pull() } == """
                HUB: the list of the model's files did not arrive
                  found:    no answer within 1 seconds
                  try:      run the command again
                """)
        #expect(start.duration(to: .now) < .seconds(4))
    }

    @Test func offline() throws {
        var hub = try Hub()
        hub.settings.isOffline = true
        #expect(
            hub.message { try hub.pull() } == """
                fledge/tiny-model: the model is not in the cache, and HF_HUB_OFFLINE forbids the network
                  expected: a snapshot in CACHE
                  try:      unset HF_HUB_OFFLINE and run fledge pull fledge/tiny-model
                """)
        hub.settings.isOffline = false
        try hub.pull()
        hub.server.forgetRequests()
        hub.settings.isOffline = true
        #expect(try hub.pull() == hub.snapshot)
        #expect(try hub.pull(ModelReference(HubServer.model, revision: HubServer.commit)) == hub.snapshot)
        try FileManager.default.removeItem(atPath: hub.blob("model.safetensors"))
        #expect(
            hub.message { try hub.pull() } == """
                CACHE/models--fledge--tiny-model/snapshots/\(HubServer.commit): the cache has only a part of the model, \
                and HF_HUB_OFFLINE forbids the network
                  expected: model.safetensors
                  found:    no such file
                  try:      unset HF_HUB_OFFLINE and run fledge pull fledge/tiny-model
                """)
        #expect(hub.server.requests.isEmpty)
    }

    @Test func theTokenGoesToTheHubAlone() throws {
        var hub = try Hub()
        hub.settings.token = "hf_secret"
        try hub.pull()
        for request in hub.server.requests {
            #expect(request.headers["authorization"] == (request.isDelivery ? nil : "Bearer hf_secret"))
        }
        #expect(hub.server.requests.contains { $0.isDelivery })
    }

    @Test func theDiskIsFull() throws {
        let hub = try Hub()
        try FileManager.default.createDirectory(atPath: "\(hub.repository)/blobs", withIntermediateDirectories: true)
        let partial = hub.blob("model.safetensors") + ".incomplete"
        try FileManager.default.createSymbolicLink(atPath: partial, withDestinationPath: "/dev/full")
        #expect(
            hub.message { try hub.pull() } == """
                \(partial.replacingOccurrences(of: hub.settings.cacheDirectory, with: "CACHE")): the disk is full (No \
                space left on device)
                  try:      free some space and run the command again
                """)
        #expect(!FileManager.default.fileExists(atPath: hub.blob("model.safetensors")))
        #expect(!hub.found.contains { $0.hasPrefix("model.safetensors") })
    }

    @Test func theCacheIsAFile() throws {
        let hub = try Hub()
        try hub.directory.write("hub", "")
        #expect(
            hub.message { try hub.pull() } == """
                CACHE/models--fledge--tiny-model: creating the directory failed: Not a directory
                  try:      move away what is in its place, or choose another cache with HF_HUB_CACHE
                """)
    }

    @Test func anAnswerThatIsNoHubs() throws {
        let hub = try Hub()
        hub.server.inject(.answer(200)) { $0.path.hasPrefix("/api/") }
        #expect(
            hub.message { try hub.pull() } == """
                HUB/api/models/fledge/tiny-model/revision/main?blobs=true: this is not the answer of a hub about the \
                model fledge/tiny-model
                  expected: a JSON object with sha and siblings
                  try:      check HF_ENDPOINT, and HTTPS_PROXY where one is set
                """)
        hub.server.clearFaults()
        hub.server.inject(.answer(200)) { $0.method == "HEAD" }
        #expect(
            hub.message { try hub.pull() } == """
                HUB/fledge/tiny-model/resolve/\(HubServer.commit)/README.md: the answer is not that of a hub
                  expected: X-Repo-Commit
                  found:    no such header
                  try:      check HF_ENDPOINT, and HTTPS_PROXY where one is set
                """)
    }

    @Test(arguments: ["", "\"\"", "\"../../x\"", "\"a/b\"", "\".hidden\"", "\"a b\""])
    func etagsThatAreNoNames(etag: String) throws {
        let hub = try Hub()
        hub.server.inject(.answer(200, ["X-Repo-Commit": HubServer.commit, "ETag": etag])) { $0.method == "HEAD" }
        #expect(
            hub.message { try hub.pull() } == """
                HUB/fledge/tiny-model/resolve/\(HubServer.commit)/README.md: the hub gives the file no name that it \
                could be kept under
                  expected: an ETag
                  found:    \(etag.debugDescription)
                """)
    }
}
