import Foundation
import InputOutput

/// A file that is written from start to end. Small pieces are collected; a large one goes out from where it lies.
struct FileOutput: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private let capacity: Int
    private var buffer: [UInt8] = []

    /// Creates the file, or empties the one that is there.
    init(path: String, capacity: Int = 1 << 20) throws {
        self.path = path
        self.capacity = capacity
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: path, while: "creating the file") }
        buffer.reserveCapacity(capacity)
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > capacity { try flush() }
        if bytes.count >= capacity {
            try write(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Writes what is left and waits until the disk has it all. The file is closed with the value.
    mutating func finish() throws {
        try flush()
        // A pipe or a terminal cannot be synchronised and says EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FledgeError.system(errno, at: path, while: "writing the file to the disk")
        }
    }

    private mutating func flush() throws {
        try buffer.withUnsafeBytes { try write($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Foundation.write(descriptor, part.baseAddress, part.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FledgeError.system(errno, at: path, while: "writing")
            }
            rest = rest.dropFirst(count)
        }
    }
}
