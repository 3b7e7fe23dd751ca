import Foundation
import InputOutput
import ModelHub
import TestSupport
import Testing

@Suite struct ModelLocationTests {
    private func resolve(_ argument: String, _ hub: Hub) throws -> String {
        try ModelLocation.resolve(argument, settings: { hub.settings })
    }

    @Test func aDirectoryWins() throws {
        let hub = try Hub()
        #expect(try resolve(hub.directory.path, hub) == hub.directory.path)
        #expect(try resolve(".", hub) == ".")
        #expect(hub.server.requests.isEmpty)
    }

    @Test func aFile() throws {
        let hub = try Hub()
        let path = try hub.directory.write("model.safetensors", "")
        #expect(
            hub.message { _ = try resolve(path, hub) } == """
                DIRECTORY/model.safetensors: is not a directory
                  expected: a model's directory with config.json and model.safetensors
                  try:      name the directory that holds the file
                """)
    }

    @Test func aModelIsPulledOnce() throws {
        let hub = try Hub()
        #expect(try resolve("fledge/tiny-model", hub) == hub.snapshot)
        #expect(hub.found == Recording.needed)
        hub.server.forgetRequests()
        #expect(try resolve("fledge/tiny-model", hub) == hub.snapshot)
        #expect(try resolve("fledge/tiny-model@main", hub) == hub.snapshot)
        #expect(hub.server.requests.isEmpty)
    }

    @Test func anInterruptedPullIsCompleted() throws {
        let hub = try Hub()
        hub.server.inject(.answer(403)) { $0.file == "model.safetensors" }
        #expect(throws: FledgeError.self) { try resolve("fledge/tiny-model", hub) }
        hub.server.clearFaults()
        #expect(try resolve("fledge/tiny-model", hub) == hub.snapshot)
        #expect(hub.found == Recording.needed)
    }

    /// Other programs fetch single files, so the tokenizer may be missing from the cache.
    @Test func aPartIsCompleted() throws {
        let hub = try Hub()
        try hub.pull(files: .named(["config.json", "model.safetensors"]))
        #expect(try resolve("fledge/tiny-model", hub) == hub.snapshot)
        #expect(hub.found == Recording.needed)
    }

    @Test(arguments: ["./models/mini", "/models/mini", "models/mini/", "a/b/c", "~/mini", "no model", "mini..2"])
    func pathsAreNoNames(path: String) throws {
        let hub = try Hub()
        #expect(
            hub.message { _ = try resolve(path, hub) } == """
                \(path): no such directory
                  expected: a model's directory with config.json and model.safetensors
                  try:      check the path; the name of a model of the hub looks like owner/name
                """)
        #expect(hub.server.requests.isEmpty)
    }

    @Test func aBareNameIsOneOfTheLocalFolder() throws {
        let hub = try Hub()
        let models = hub.directory.path + "/models"
        try hub.directory.write("models/tiny-model/config.json", "{}")
        try hub.directory.write("models/no-model/README.md", "")
        let place = try ModelLocation.resolve("tiny-model", models: models, settings: { hub.settings })
        #expect(place == "\(models)/tiny-model")
        for name in ["no-model", "tiny-model@main", "models/tiny-model"] {
            #expect(throws: FledgeError.self) {
                try ModelLocation.resolve(name, models: models, settings: { hub.settings })
            }
        }
    }

    @Test func aBareNameMayBeOfSentenceTransformers() throws {
        let hub = try Hub()
        _ = try resolve("fledge/tiny-model", hub)
        let cache = hub.settings.cacheDirectory
        try FileManager.default.moveItem(
            atPath: "\(cache)/models--fledge--tiny-model",
            toPath: "\(cache)/models--sentence-transformers--tiny-model")
        hub.server.forgetRequests()
        #expect(try resolve("tiny-model", hub).contains("models--sentence-transformers--tiny-model/snapshots/"))
        #expect(hub.server.requests.isEmpty)
    }

    @Test func aBareNameIsNotPulled() throws {
        let hub = try Hub()
        #expect(
            hub.message { _ = try resolve("tiny-model", hub) } == """
                tiny-model: no such directory
                  expected: a model's directory with config.json and model.safetensors
                  try:      check the path, or run fledge pull tiny-model if the hub has such a model
                """)
        #expect(hub.server.requests.isEmpty)
    }

    @Test func aNameBelowADirectoryIsNotPulled() throws {
        let hub = try Hub()
        #expect(
            hub.message { _ = try resolve("Tests/absent-model", hub) } == """
                Tests/absent-model: no such directory
                  expected: a model's directory with config.json and model.safetensors
                  try:      check the path, or run fledge pull Tests/absent-model if a model of the hub is meant
                """)
        #expect(hub.server.requests.isEmpty)
    }

    @Test func aNameThatTheHubDoesNotHave() throws {
        let hub = try Hub()
        #expect(
            hub.message { _ = try resolve("fledge/other", hub) } == """
                fledge/other: no such directory, and as a model of the hub: the hub has no model of this name, or it is \
                private
                  try:      check the name; for a private model set HF_TOKEN
                """)
    }
}
