import Foundation
import InputOutput
import Labelling

/// Where results go: a file that appears complete or not at all, or standard output.
final class ResultStream: ByteOutput {
    private let file: AtomicFile?
    private var buffer: [UInt8] = []

    /// Replaces what is at the path: that nothing is lost by it was made sure of before.
    ///
    /// - Parameter path: The file; `nil` for standard output.
    init(path: String?) throws {
        file = try path.map { try AtomicFile(path: $0) }
    }

    /// - Parameters:
    ///   - path: The file; `nil` for standard output.
    ///   - overwrite: Whether a file that exists is replaced.
    /// - Throws: `FledgeError` with category `cannotCreate`, also where a file exists and may not be replaced.
    convenience init(path: String?, overwrite: Bool) throws {
        if let path { try OutputAvailability.require([path], overwrite: overwrite) }
        try self.init(path: path)
    }

    /// Writes lines to standard output at once.
    ///
    /// - Throws: `FledgeError` where they cannot be written, unlike the standard library's function of this name.
    static func print(_ text: String) throws {
        let results = try ResultStream(path: nil)
        try results.write(line: text)
        try results.finish()
    }

    /// Adds a line.
    func write(line: String) throws {
        buffer.append(contentsOf: line.utf8)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 16 { try flush() }
    }

    /// Adds text as it is.
    func write(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try write($0) }
    }

    /// Adds bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try flush()
        try put(bytes)
    }

    /// Sends on what was added so far.
    func flush() throws {
        try buffer.withUnsafeBytes { try put($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Sends on everything and puts the file in place.
    func finish() throws {
        try flush()
        try file?.commit()
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws {
        if let file { return try file.write(bytes) }
        try DescriptorOutput.write(bytes, to: STDOUT_FILENO, path: "standard output")
    }
}
