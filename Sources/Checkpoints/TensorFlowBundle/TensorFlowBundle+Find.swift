import Foundation
import InputOutput

extension TensorFlowBundle {
    /// Finds the checkpoint in a directory: `bert_model.ckpt` if it exists, otherwise the only one.
    ///
    /// - Returns: The common prefix of the paths of the checkpoint's files; `nil` if the directory has no checkpoint.
    /// - Throws: ``FledgeError`` with category `noInput` if the directory cannot be read; `data` if there are several
    ///   checkpoints and none is `bert_model.ckpt`.
    public static func find(in directory: String) throws -> String? {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw FledgeError(.noInput, at: directory, "the directory cannot be read", advice: "check the path")
        }
        let names = files.filter { $0.hasSuffix(".index") && $0 != ".index" }.map { $0.dropLast(".index".count) }
            .filter { name in files.contains { $0.hasPrefix("\(name).data-") } }.sorted()
        if names.contains("bert_model.ckpt") { return directory.path(of: "bert_model.ckpt") }
        guard names.count < 2 else {
            let shown = names.prefix(10).joined(separator: ", ")
            throw FledgeError(
                .data, at: directory, "the directory has several TensorFlow checkpoints",
                expected: "one, or one of the name bert_model.ckpt",
                found: names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown,
                advice: "move the files of the others elsewhere")
        }
        return names.first.map { directory.path(of: String($0)) }
    }
}
