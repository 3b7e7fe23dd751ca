import Foundation
import InputOutput

extension MappedFile {
    /// The file as UTF-8: itself or, if its first bytes show a compression or another encoding, its decoded content in
    /// an unnamed temporary file.
    ///
    /// - Parameter encoding: The character encoding; `nil` to detect it from the first bytes.
    /// - Throws: ``FledgeError`` with the file's path if it cannot be decoded or there is not enough space for it.
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

    /// Maps bytes that are not in a file, through an unnamed temporary file.
    ///
    /// - Parameter path: The name of the bytes in errors.
    convenience init(content: UnsafeRawBufferPointer, path: String) throws {
        let descriptor = try Self.temporaryFile()
        defer { close(descriptor) }
        try DescriptorOutput.write(content, to: descriptor, path: "the content of \(path)")
        try self.init(descriptor: descriptor, path: path)
    }

    /// Creates a file that disappears as soon as it is closed and no longer mapped.
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
