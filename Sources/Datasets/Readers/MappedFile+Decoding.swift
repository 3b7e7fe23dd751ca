import Foundation
import InputOutput

extension MappedFile {
    /// The file as UTF-8: itself, or where its first bytes tell of a compression or another encoding, what it decodes to,
    /// in a temporary file without a name.
    ///
    /// - Parameter encoding: How characters are written; `nil` to look at the first bytes.
    /// - Throws: ``FledgeError`` with the file's path where it cannot be decoded or there is no room for it.
    func decoded(from encoding: TextEncoding?) throws -> MappedFile {
        do {
            return try decodedWhole(from: encoding)
        } catch let fault as DecompressionFault {
            throw fault.error(at: path)
        }
    }

    private func decodedWhole(from encoding: TextEncoding?) throws -> MappedFile {
        let source = TextSource(MappedSource(self), name: path, encoding: encoding)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var count = try source.read(into: buffer)
        let isUTF8 = encoding == nil || encoding == .utf8
        guard !isUTF8 || !source.findings.all.isEmpty else { return self }
        let descriptor = try Self.temporaryFile()
        defer { close(descriptor) }
        while count > 0 {
            try DescriptorOutput.write(
                UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: descriptor, path: "what \(path) decodes to")
            count = try source.read(into: buffer)
        }
        return try MappedFile(descriptor: descriptor, path: path)
    }

    /// Maps bytes that are in no file, through a temporary file without a name.
    ///
    /// - Parameter path: What errors call them.
    convenience init(content: UnsafeRawBufferPointer, path: String) throws {
        let descriptor = try Self.temporaryFile()
        defer { close(descriptor) }
        try DescriptorOutput.write(content, to: descriptor, path: "the content of \(path)")
        try self.init(descriptor: descriptor, path: path)
    }

    /// A file that goes away as soon as it is closed and no longer mapped.
    private static func temporaryFile() throws -> Int32 {
        let directory = FileManager.default.temporaryDirectory.path
        var template = Array(directory.path(of: "fledge-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw FledgeError.creating(errno, at: directory, while: "creating a temporary file")
        }
        unlink(template)
        return descriptor
    }
}
