import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Damaged copies of the recorded files: whatever they say, they are read or refused with an error, in time and memory
/// that their size justifies.
///
/// The run takes three seconds; `FLEDGE_FUZZ_MINUTES` makes it longer, and `FLEDGE_FUZZ_SEED` another one. A file that
/// crashes the reader is left as `fledge-fuzz-pytorch.bin` in the directory for temporary files.
@Suite(.serialized) struct PyTorchFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment

    private static func number(_ name: String) throws -> Double? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        guard let number = Double(text) else {
            throw FledgeError(.usage, "\(name) is not a number", expected: "a number", found: text)
        }
        return number
    }

    @Test func damagedFilesDoNoHarm() throws {
        let seconds = try Self.number("FLEDGE_FUZZ_MINUTES").map { $0 * 60 } ?? 3
        let seed = try Self.number("FLEDGE_FUZZ_SEED").map { UInt64($0) } ?? 1
        let originals = try PyTorchArchiveTests.fixtures.map {
            try [UInt8](Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Checkpoints/PyTorch/\($0).bin"))))
        }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("fledge-fuzz-pytorch.bin").path
        try Data().write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var generator = SeededGenerator(seed)
        var (read, refused) = (0, 0)
        var slowest = Duration.zero
        let memoryBefore = peakMemory()
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while clock.now < end {
            let original = Int.random(in: 0..<originals.count, using: &generator)
            var mutation = PyTorchMutation(originals[original], others: originals)
            for _ in 0..<Int.random(in: 1...4, using: &generator) { mutation.mutate(using: &generator) }
            // The same file again and again: a new one would reach the disk each time.
            try file.seek(toOffset: 0)
            try file.write(contentsOf: Data(mutation.bytes))
            try file.truncate(atOffset: UInt64(mutation.bytes.count))
            let begin = clock.now
            do {
                try readAll(PyTorchArchive(path: path))
                read += 1
            } catch let error as FledgeError {
                #expect(error.category == .data)
                refused += 1
            }
            slowest = max(slowest, clock.now - begin)
        }
        try FileManager.default.removeItem(atPath: path)
        let growth = (peakMemory() - memoryBefore) >> 20
        print(
            "\(read + refused) damaged files: \(read) read, \(refused) refused, slowest \(slowest), \(growth) MiB more")
        #expect(read > 0)
        #expect(refused > 0)
        #expect(slowest < .seconds(5))
        #expect(growth < 512)
    }

    /// Reads every tensor, where it is not larger than what a repetition may be.
    private func readAll(_ file: PyTorchArchive) throws {
        for tensor in file.allTensors.prefix(100) {
            #expect(tensor.shape.allSatisfy { $0 >= 0 })
            #expect(tensor.count * tensor.elementType.byteCount <= 64 << 20)
            guard tensor.count <= 1 << 20 else { continue }
            var floats = [Float](repeating: 0, count: tensor.count)
            do {
                try floats.withUnsafeMutableBufferPointer { try file.read(tensor.name, into: $0) }
            } catch let error as FledgeError {
                #expect(error.problem == "the elements are not floating-point numbers")
            }
        }
    }

    /// The largest resident memory so far, in bytes.
    private func peakMemory() -> Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss << 10
        #endif
    }
}
