import Foundation
import InputOutput

/// Expands paths, patterns and directories into files.
public enum InputFiles {
    /// The files, each once: those that match a pattern such as `reviews/*.csv`, or those of a directory, sorted by
    /// name.
    ///
    /// A directory stands for the files in it whose names imply a format (see ``FileFormat``), including those named
    /// `.json` that contain rows; other files, hidden files and subdirectories are ignored. A path that looks like a
    /// pattern but exists is taken as that file.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if there is no such file.
    public static func expanded(_ inputs: [String]) throws -> [String] {
        var known: Set<String> = []
        return try inputs.flatMap { try files($0) }.filter { known.insert($0).inserted }
    }

    private static func files(_ input: String) throws -> [String] {
        var status = stat()
        if stat(input, &status) == 0 {
            return status.st_mode & S_IFMT == S_IFDIR ? try files(inDirectory: input) : [input]
        }
        return input.contains(where: { "*?[".contains($0) }) ? try matches(input) : [input]
    }

    private static func files(inDirectory path: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw FledgeError(.noInput, at: path, "the directory cannot be read", advice: "check its owner and mode")
        }
        let base = path.hasSuffix("/") ? path : "\(path)/"
        let files = names.filter { !$0.hasPrefix(".") }.map { base + $0 }
            .filter { isFile($0) && FileFormat.isFileOfRows($0) }.sorted(by: isBefore)
        guard !files.isEmpty else {
            throw FledgeError(
                .noInput, at: path, "the directory has no file that can be read",
                expected: "files named .csv, .tsv, .jsonl or .txt, also with .gz or .zst",
                found: names.isEmpty ? "an empty directory" : Spelling.list(names.sorted(), limit: 4))
        }
        return files
    }

    private static func matches(_ pattern: String) throws -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        let code = glob(pattern, GLOB_NOSORT, nil, &found)
        let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
        let files = paths.filter(isFile).sorted(by: isBefore)
        guard code == 0, !files.isEmpty else {
            throw FledgeError(
                .noInput, at: pattern, "no file matches the pattern",
                found: paths.isEmpty ? nil : "directories only", advice: "check the path with ls")
        }
        return files
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Orders by bytes, independent of the user's locale.
    private static func isBefore(_ first: String, _ second: String) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }
}
