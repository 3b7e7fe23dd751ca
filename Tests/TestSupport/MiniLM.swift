public import Foundation
import InputOutput

/// The real checkpoint all-MiniLM-L6-v2, from which references were recorded; it is not part of the repository.
public enum MiniLM {
    /// The directory of the checkpoint: `FLEDGE_MINILM` if that is set, otherwise the model cache.
    /// - Throws: `FledgeError` that explains how to get it if it is missing.
    public static func directory(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> String {
        let directory = place(environment)
        guard FileManager.default.fileExists(atPath: "\(directory)/model.safetensors") else {
            throw FledgeError(
                .noInput, at: directory, "the tests need the checkpoint all-MiniLM-L6-v2",
                expected: "a directory with its config.json and model.safetensors", found: "no model.safetensors",
                advice: "run scripts/fetch-minilm, or set FLEDGE_MINILM to the directory of a copy")
        }
        return directory
    }

    private static func place(_ environment: [String: String]) -> String {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let directory = value("FLEDGE_MINILM") { return directory }
        let cache = value("XDG_CACHE_HOME") ?? "\(value("HOME") ?? NSHomeDirectory())/.cache"
        return "\(cache)/fledge/models/all-MiniLM-L6-v2"
    }
}
