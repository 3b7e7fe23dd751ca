import Foundation
public import InputOutput

/// Runs a reader over damaged files, one after the other: each file must be either read correctly or rejected with an
/// error, in time and memory that its size justifies.
///
/// A run takes about a second; `FLEDGE_FUZZ_MINUTES` makes it longer. Case n is made only from the seed
/// `FLEDGE_FUZZ_SEED` + n, so setting the seed of a failure as the first one reproduces the failure at once. The files
/// of a case that crashes the reader remain in a directory `fledge-test-…` among the temporary files.
public struct FuzzRun: Sendable {
    /// A damaged file, or several that belong together.
    public struct Case: Sendable {
        public let seed: UInt64
        public let paths: [String]
        public let contents: [[UInt8]]

        /// The path and the content of the first.
        public var path: String { paths[0] }
        public var bytes: [UInt8] { contents[0] }
    }

    /// Harm that a damaged file did.
    public struct Failure: Error, CustomStringConvertible {
        public let seed: UInt64
        public let problem: String

        public var description: String { "FLEDGE_FUZZ_SEED=\(seed): \(problem)" }
    }

    /// A failed check of the content that was read.
    private struct FailedCheck: Error, CustomStringConvertible { let description: String }

    /// The directory of the files, for this run only.
    public let directory: TemporaryDirectory
    private let seconds: Double
    private let firstSeed: UInt64

    /// - Parameters:
    ///   - part: The run's share of `FLEDGE_FUZZ_MINUTES`, if a suite has several runs.
    ///   - seconds: The duration if nothing is set.
    public init(part: Double = 1, seconds: Double = 1) throws {
        directory = try TemporaryDirectory()
        self.seconds = try Self.setting("FLEDGE_FUZZ_MINUTES").map { $0 * 60 * part } ?? seconds
        firstSeed = try Self.setting("FLEDGE_FUZZ_SEED").map { UInt64($0) } ?? 1
    }

    private static func setting(_ name: String) throws -> Double? {
        guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return nil }
        guard let number = Double(text), number >= 0, number < 0x1p63 else {
            throw FledgeError(.usage, "\(name) is not a number", expected: "a number from 0", found: text)
        }
        return number
    }

    /// Ends the run if some of the content that was read is wrong.
    public static func check(_ isRight: Bool, _ problem: @autoclosure () -> String) throws {
        if !isRight { throw FailedCheck(description: problem()) }
    }

    /// Writes and reads one case after the other, until the time is over and some were read and some rejected.
    ///
    /// - Parameters:
    ///   - names: The names of the files of a case.
    ///   - categories: The categories of errors with which a file may be rejected.
    ///   - make: Returns the files' contents, reproducibly for each seed.
    ///   - read: Reads the files and checks the results with ``check(_:_:)``.
    /// - Throws: ``Failure`` for the first case that did harm.
    public func run(
        _ names: [String], refusedAs categories: Set<FledgeError.Category> = [.data],
        make: (_ seed: UInt64) throws -> [[UInt8]], read: (Case) throws -> Void
    ) throws {
        // The same files are reused: new ones would reach the disk each time.
        let paths = try names.map { try directory.write($0, Data()) }
        let files = try paths.map { try FileHandle(forUpdating: URL(fileURLWithPath: $0)) }
        defer { for file in files { try? file.close() } }
        var (seed, accepted, refused) = (firstSeed, 0, 0)
        var slowest = (seconds: 0.0, seed: firstSeed)
        let memoryBefore = Self.peakMemory()
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end || accepted == 0 || refused == 0 {
            func require(_ isRight: Bool, _ problem: String) throws {
                if !isRight { throw Failure(seed: seed, problem: problem) }
            }
            try require(accepted > 0 || refused < 100_000, "none of 100,000 cases can be read")
            try require(refused > 0 || accepted < 100_000, "none of 100,000 cases is refused")
            let contents = try make(seed)
            for (file, content) in zip(files, contents) {
                try file.seek(toOffset: 0)
                try file.write(contentsOf: content)
                try file.truncate(atOffset: UInt64(content.count))
            }
            let begin = ThreadTime.seconds
            do {
                try read(Case(seed: seed, paths: paths, contents: contents))
                accepted += 1
            } catch let error as FledgeError {
                try require(categories.contains(error.category), "an error of another category: \(error)")
                try require(!error.problem.isEmpty, "an error that says nothing")
                let size = contents.reduce(0) { $0 + $1.count }
                try require("\(error)".utf8.count < 4096 + 4 * size, "an error of \("\(error)".utf8.count) bytes")
                refused += 1
            } catch {
                throw Failure(seed: seed, problem: "\(error)")
            }
            let duration = ThreadTime.seconds - begin
            try require(duration < 5, "\(duration) seconds")
            if duration > slowest.seconds { slowest = (duration, seed) }
            seed &+= 1
        }
        let growth = (Self.peakMemory() - memoryBefore) >> 20
        print(
            "damaged \(names.joined(separator: ", ")) from seed \(firstSeed): \(accepted) read, \(refused) refused, "
                + "slowest \(Int(slowest.seconds * 1000)) ms (seed \(slowest.seed)), \(growth) MiB more")
        // Other tests of the process use memory in the meantime.
        guard growth < 1024 else { throw Failure(seed: firstSeed, problem: "\(growth) MiB more in all cases") }
    }

    /// The largest resident memory so far, in bytes.
    private static func peakMemory() -> Int {
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
