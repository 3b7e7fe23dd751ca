import Foundation
import InputOutput

/// Explains failed requests to the user.
struct HubErrors {
    let settings: HubSettings
    let reference: ModelReference
    /// The directory of a usable snapshot in the cache.
    let cachedSnapshot: String?

    /// - Parameter file: The requested file; `nil` for the list of files.
    func error(_ failure: TransferFailure, file: String? = nil) -> FledgeError {
        switch failure {
        case .unreachable(let reason):
            FledgeError(
                .inputOutput, at: endpoint, "the hub cannot be reached", found: reason,
                advice: offlineAdvice ?? "check the network, HF_ENDPOINT, and HTTPS_PROXY where one is needed")
        case .silent, .dropped:
            FledgeError(
                .inputOutput, at: endpoint, "\(what(file)) did not arrive", found: failure.reason,
                advice: offlineAdvice
                    ?? (file == nil ? "run the command again" : "run the command again: it goes on where it stopped"))
        case .refused(let response):
            refusal(response, file: file)
        }
    }

    private func refusal(_ response: HTTPResponse, file: String?) -> FledgeError {
        let code = response["X-Error-Code"]
        switch (response.status, code) {
        case (_, "GatedRepo"):
            return FledgeError(
                .noInput, at: reference.name, "the model is gated: its terms must be accepted before it can be pulled",
                found: response["X-Error-Message"],
                advice:
                    "accept the terms at \(endpoint)/\(reference.name), then set HF_TOKEN to a token of that account")
        case (_, "RevisionNotFound"):
            return FledgeError(
                .noInput, at: reference.name, "the model has no such revision", found: reference.effectiveRevision,
                advice: "see \(endpoint)/\(reference.name)/tree/main for its branches and tags")
        case (404, _) where file != nil && code != "RepoNotFound":
            return FledgeError(
                .noInput, at: "\(reference)", "the model has no such file", found: file,
                advice: "see \(endpoint)/\(reference.name)/tree/\(reference.effectiveRevision) for its files")
        case (401, _) where settings.token != nil && code != "RepoNotFound":
            return FledgeError(
                .noInput, at: reference.name, "the hub rejects the token", found: response["X-Error-Message"],
                advice: "set HF_TOKEN to a valid token, or unset it where the model is public")
        case (401, _), (404, _):
            return FledgeError(
                .noInput, at: reference.name, "the hub has no model of this name, or it is private",
                advice: settings.token == nil
                    ? "check the name; for a private model set HF_TOKEN"
                    : "check the name and whether the account of HF_TOKEN may see the model")
        case (403, _):
            return FledgeError(
                .noInput, at: reference.name, "the hub denies access to \(what(file))",
                found: response["X-Error-Message"],
                advice:
                    "accept the model's terms at \(endpoint)/\(reference.name) where it has any, and set HF_TOKEN to a "
                    + "token that may read it")
        case (429, _):
            let wait = response.requestedDelay.map { "; it asks to wait \(Int($0.rounded(.up))) seconds" } ?? ""
            return FledgeError(
                .inputOutput, at: endpoint, "the hub answers no more requests for now", found: "status 429\(wait)",
                advice: settings.token == nil
                    ? "wait and run the command again; with HF_TOKEN set the hub allows more"
                    : "wait and run the command again")
        default:
            return FledgeError(
                .inputOutput, at: endpoint, "the hub cannot deliver \(what(file))",
                found: TransferFailure.refused(response).reason, advice: offlineAdvice ?? "run the command again later")
        }
    }

    /// The error for models that are not in the cache if the network must not be used.
    func offline(_ snapshot: CachedSnapshot?) -> FledgeError {
        let advice = "unset HF_HUB_OFFLINE and run fledge pull \(reference)"
        guard let snapshot else {
            return FledgeError(
                .noInput, at: "\(reference)", "the model is not in the cache, and HF_HUB_OFFLINE forbids the network",
                expected: "a snapshot in \(settings.cacheDirectory)", advice: advice)
        }
        return FledgeError(
            .noInput, at: snapshot.path,
            "the cache has only a part of the model, and HF_HUB_OFFLINE forbids the network",
            expected: snapshot.missing.joined(separator: ", "), found: "no such file", advice: advice)
    }

    /// The error for a repository without weights that can be loaded.
    func noModel(_ files: ModelFiles) -> FledgeError {
        let found = files.allWeights
        return FledgeError(
            .noInput, at: "\(reference)", "the repository has no weights that can be read",
            expected:
                "model.safetensors, pytorch_model.bin, an index of either, or a TensorFlow checkpoint (.ckpt.index)",
            found: found.isEmpty ? "none" : found.prefix(5).joined(separator: ", ") + (found.count > 5 ? ", …" : ""),
            advice: "choose a model of the BERT family with weights in one of these formats")
    }

    private var endpoint: String { settings.endpoint.absoluteString }

    private func what(_ file: String?) -> String { file.map { "the file \($0)" } ?? "the list of the model's files" }

    private var offlineAdvice: String? {
        cachedSnapshot.map { "set HF_HUB_OFFLINE=1 to use the snapshot in the cache, \($0)" }
    }
}
