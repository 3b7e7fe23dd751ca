import Foundation
import InputOutput

extension Tokenizer {
    /// Checks the probes in a directory, if there are any.
    ///
    /// - Throws: `FledgeError` with category `data` if the file is malformed, or if the tokenizer produces other ids.
    func checkProbes(inDirectory directory: String) throws {
        let path = directory.path(of: TokenizerProbes.fileName)
        guard access(path, F_OK) == 0 else { return }
        let file = try MappedFile(path: path)
        let probes = try withExtendedLifetime(file) { try TokenizerProbes(file.bytes, path: path) }
        try probes.check(self, path: path)
    }
}
