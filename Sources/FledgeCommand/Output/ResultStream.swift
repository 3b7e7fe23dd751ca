import Foundation
import InputOutput
import Labelling

/// The destination of results: a file that appears complete or not at all, or standard output.
final class ResultStream: ByteOutput {
    private let file: AtomicFile?
    private var buffer: [UInt8] = []

    /// Opens a file, and replaces an existing one. Callers check beforehand that nothing is lost.
    ///
    /// - Parameter path: The file; `nil` for standard output.
    init(path: String?) throws {
        file = try path.map { try AtomicFile(path: $0) }
    }

    /// - Parameters:
    ///   - path: The file; `nil` for standard output.
    ///   - overwrite: Replaces an existing file.
    /// - Throws: `FledgeError` with category `cannotCreate`, also if a file exists and may not be replaced.
    convenience init(path: String?, overwrite: Bool) throws {
        if let path { try OutputAvailability.require([path], overwrite: overwrite) }
        try self.init(path: path)
    }

    /// Writes lines to standard output at once.
    ///
    /// - Throws: `FledgeError` if they cannot be written, unlike the standard library's function of this name.
    static func print(_ text: String) throws {
        let results = try ResultStream(path: nil)
        try results.write(line: text)
        try results.finish()
    }

    /// Writes a line.
    func write(line: String) throws {
        buffer.append(contentsOf: line.utf8)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 16 { try flush() }
    }

    /// Writes text unchanged.
    func write(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try write($0) }
    }

    /// Writes bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try flush()
        try put(bytes)
    }

    /// Writes out everything so far.
    func flush() throws {
        try buffer.withUnsafeBytes { try put($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes out everything and moves the file to its path.
    func finish() throws {
        try flush()
        try file?.commit()
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws {
        if let file { return try file.write(bytes) }
        try DescriptorOutput.write(bytes, to: STDOUT_FILENO, path: "standard output")
    }
}
