import Foundation
import InputOutput
import ModelHub
import TestSupport

/// A hub with a model, a separate cache, and a client without delays.
struct Hub {
    let server: HubServer
    let directory: TemporaryDirectory
    var settings: HubSettings
    let files: [String: Data]

    static let reference: ModelReference = {
        guard let reference = try? ModelReference(HubServer.model) else { preconditionFailure("the name is valid") }
        return reference
    }()

    init(_ files: [String: Data] = Recording.files) throws {
        self.files = files
        server = try HubServer(files)
        directory = try TemporaryDirectory()
        settings = HubSettings(endpoint: server.endpoint, cacheDirectory: "\(directory.path)/hub")
        settings.retries.firstDelay = 0.01
        settings.retries.longestDelay = 0.02
    }

    /// The directory of the repository in the cache.
    var repository: String { "\(settings.cacheDirectory)/models--fledge--tiny-model" }
    var snapshot: String { "\(repository)/snapshots/\(HubServer.commit)" }

    func blob(_ file: String) -> String {
        "\(repository)/blobs/\(HubServer.etag(file, files[file] ?? Data()))"
    }

    @discardableResult
    func pull(
        _ reference: ModelReference = Hub.reference, files: HubClient.FileChoice = .model,
        progress: (PullProgress) throws -> Void = { _ in }
    ) throws -> String {
        try HubClient(settings).snapshot(of: reference, files: files, progress: progress)
    }

    /// The files of the snapshot whose contents equal those of the hub, and a note for each that differs.
    var found: [String] {
        let names = FileManager.default.enumerator(atPath: snapshot)?.compactMap { $0 as? String } ?? []
        return names.sorted().compactMap { name in
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: "\(snapshot)/\(name)", isDirectory: &isDirectory)
            if exists, isDirectory.boolValue { return nil }
            guard let content = FileManager.default.contents(atPath: "\(snapshot)/\(name)") else {
                return "\(name): a link without a blob"
            }
            return content == files[name] ? name : "\(name): differs"
        }
    }

    /// The names in the blobs directory.
    var blobs: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(repository)/blobs")) ?? []).sorted()
    }

    /// The text of the error that a call throws, without the parts that differ from run to run.
    func message(_ body: () throws -> Void) -> String {
        (TestSupport.message(body) ?? "no error")
            .replacingOccurrences(of: settings.endpoint.absoluteString, with: "HUB")
            .replacingOccurrences(of: settings.cacheDirectory, with: "CACHE")
            .replacingOccurrences(of: "127.0.0.1 port \(settings.endpoint.port ?? 0)", with: "HOST port PORT")
            .replacingOccurrences(of: directory.path, with: "DIRECTORY")
    }
}

/// The recorded behavior of huggingface_hub.
enum Recording {
    static let content: JSONValue = (try? JSONValue(contentsOf: Fixtures.path("Hub/cache.json"))) ?? .null

    /// The files of the recorded model.
    static let files: [String: Data] = (content["model"]?["files"]?.objectValue ?? [:]).mapValues { value in
        let digits = Array((value.stringValue ?? "").utf8)
        return Data(
            stride(from: 0, to: digits.count, by: 2).map {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
            })
    }

    /// The files of the recorded model that loading needs.
    static let needed = [
        "1_Pooling/config.json", "README.md", "config.json", "model.safetensors", "modules.json", "tokenizer.json",
        "tokenizer_config.json", "vocab.txt",
    ]
}
