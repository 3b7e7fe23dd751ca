import Foundation
import InputOutput

extension Tokenizer {
    /// Checks the probes in a directory, if it has some.
    ///
    /// - Throws: `FledgeError` with category `data` where the file is malformed, or the tokenizer makes other ids.
    func checkProbes(inDirectory directory: String) throws {
        let path = directory.path(of: TokenizerProbes.fileName)
        guard access(path, F_OK) == 0 else { return }
        let file = try MappedFile(path: path)
        let probes = try withExtendedLifetime(file) { try TokenizerProbes(file.bytes, path: path) }
        try probes.check(self, path: path)
    }
}
