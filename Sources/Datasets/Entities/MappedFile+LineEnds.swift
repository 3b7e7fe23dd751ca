import Foundation
import InputOutput

extension MappedFile {
    /// The file with LF at the end of each line that ends with CR alone or, as some programs write it, with CR CR LF.
    ///
    /// - Returns: The file itself if no line ends like that.
    func withLineFeeds() throws -> MappedFile {
        guard let first = bytes.indices.first(where: isLoneReturn) else { return self }
        var content = [UInt8]()
        content.reserveCapacity(bytes.count)
        content.append(contentsOf: bytes[..<first])
        var index = first
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == 0x0D else {
                content.append(byte)
                continue
            }
            var end = index
            while end < bytes.count, bytes[end] == 0x0D { end += 1 }
            if end < bytes.count, bytes[end] == 0x0A { index = end + 1 }
            content.append(0x0A)
        }
        return try content.withUnsafeBytes { try MappedFile(content: $0, path: path) }
    }

    /// Tells whether a carriage return at an index is not followed by a line feed.
    private func isLoneReturn(_ index: Int) -> Bool {
        bytes[index] == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)
    }
}
