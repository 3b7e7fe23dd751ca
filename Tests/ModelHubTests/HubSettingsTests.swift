import Foundation
import InputOutput
import ModelHub
import TestSupport
import Testing

@Suite struct HubSettingsTests {
    @Test func asTheReferenceImplementation() throws {
        let directory = try TemporaryDirectory()
        try directory.write("token", "hf_from_file\n")
        try directory.write("other-token", "hf_other\n")
        let cases = try #require(Recording.content["settings"]?.arrayValue)
        #expect(cases.count == 37)
        for recorded in cases {
            let environment = try #require(recorded["environment"]?.objectValue).mapValues {
                ($0.stringValue ?? "").replacingOccurrences(of: "DIRECTORY", with: directory.path)
            }
            let settings = try HubSettings(environment: environment)
            let cache = settings.cacheDirectory.replacingOccurrences(of: directory.path, with: "DIRECTORY")
            #expect(cache == recorded["cache"]?.stringValue, "\(environment)")
            #expect(settings.endpoint.absoluteString == recorded["endpoint"]?.stringValue, "\(environment)")
            #expect(settings.token == recorded["token"]?.stringValue, "\(environment)")
            #expect(settings.isOffline == recorded["offline"]?.booleanValue, "\(environment)")
            #expect(settings.metadataTimeout == recorded["metadata_timeout"]?.numberValue, "\(environment)")
            #expect(settings.downloadTimeout == recorded["download_timeout"]?.numberValue, "\(environment)")
        }
    }

    @Test(arguments: ["", "huggingface.co", "ftp://huggingface.co", "https://", "/hub"])
    func endpointsThatAreNone(text: String) {
        let error = FledgeError(
            .usage, "HF_ENDPOINT holds no address of a hub", expected: "a URL such as https://huggingface.co",
            found: "\"\(text)\"", advice: "correct it or unset it")
        #expect(throws: error) { try HubSettings(environment: ["HF_ENDPOINT": text]) }
    }

    @Test(arguments: ["soon", "-1", "1.5", ""])
    func timesThatAreNone(text: String) {
        let error = FledgeError(
            .usage, "HF_HUB_ETAG_TIMEOUT holds no number of seconds", expected: "a whole number",
            found: "\"\(text)\"", advice: "correct it or unset it")
        #expect(throws: error) { try HubSettings(environment: ["HF_HUB_ETAG_TIMEOUT": text]) }
    }
}

@Suite struct ModelReferenceTests {
    @Test func namesAsTheReferenceImplementation() throws {
        for recorded in try #require(Recording.content["names"]?.arrayValue) {
            let name = try #require(recorded["name"]?.stringValue)
            // The text after the sign is a revision here.
            guard !name.contains("@") else { continue }
            #expect(((try? ModelReference(name)) != nil) == recorded["valid"]?.booleanValue, "\(name)")
        }
    }

    @Test func revision() throws {
        let reference = try ModelReference("owner/name@v2.0")
        #expect(reference.name == "owner/name")
        #expect(reference.revision == "v2.0")
        #expect(reference.hasOwner)
        #expect("\(reference)" == "owner/name@v2.0")
        #expect(try ModelReference("owner/name@v2.0", revision: "v3").revision == "v3")
        #expect(try ModelReference("name@refs/pr/3").revision == "refs/pr/3")
        #expect(try !ModelReference("name").hasOwner)
    }

    @Test(arguments: ["", "..", "a/../b", "/a", "a/", "a//b", "a b", ".git", "a\\b", "a:b", "a\n"])
    func revisionsThatAreNone(revision: String) {
        let error = FledgeError(
            .usage, at: "a/b@\(revision)", "this cannot be a revision", expected: "a branch, a tag or a commit",
            found: "\"\(revision)\"")
        #expect(throws: error) { try ModelReference("a/b@\(revision)") }
    }

    @Test func noName() {
        let error = FledgeError(
            .usage, at: "a/b/c", "this cannot be the name of a model of the hub",
            expected: "owner/name or name, of letters, digits, -, _ and ., perhaps followed by @revision",
            advice: "copy the name from the model's page, for instance sentence-transformers/all-MiniLM-L6-v2")
        #expect(throws: error) { try ModelReference("a/b/c") }
    }
}
