import InputOutput

/// The reason why a compressed input cannot be read further; its reader knows the position.
struct DecompressionFault: Error {
    var problem: String
    var found: String?
    var advice: String

    static func truncated(_ kind: String) -> DecompressionFault {
        DecompressionFault(
            problem: "the \(kind) data ends too early", found: "a file that was cut off",
            advice: "copy or download the file again")
    }

    static func damaged(_ kind: String, _ detail: String) -> DecompressionFault {
        DecompressionFault(
            problem: "the \(kind) data is damaged", found: detail,
            advice: "copy or download the file again")
    }

    func error(at place: String) -> FledgeError {
        FledgeError(.data, at: place, problem, found: found, advice: advice)
    }
}
