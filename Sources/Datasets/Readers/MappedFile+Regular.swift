import Foundation
import InputOutput

extension MappedFile {
    /// Maps a file that can be mapped; pipes and devices cannot.
    static func regular(path: String) throws -> MappedFile {
        var status = stat()
        if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
            throw FledgeError(
                .noInput, at: path, "is not a regular file", expected: "a file on disk",
                advice: "store the data in a file first")
        }
        return try MappedFile(path: path)
    }
}
