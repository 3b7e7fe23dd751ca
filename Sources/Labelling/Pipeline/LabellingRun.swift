import Datasets
import Foundation
import InputOutput
import Synchronization

/// The progress of labelling.
package struct LabellingProgress: Sendable {
    package let counts: LabellingCounts
    /// The counts of an earlier process.
    package let before: LabellingCounts
    /// The share of the input that was read before, and that has been read now, from 0 to 1; `nil` if it is not known.
    package let shareBefore: Double, share: Double?
}

/// The error of a run that was stopped on request.
package struct LabellingStopped: Error {
    package let counts: LabellingCounts
    /// Tells whether the same command resumes from here.
    package let canGoOn: Bool
}

/// Passes rows through a labeller: one thread reads, one labels, and the calling thread writes, all at the same time.
struct LabellingRun {
    let windows: WindowReader
    let labeller: any TextLabeller
    let sink: any LabelSink
    let rejects: RejectedRows
    /// Labels rows as they arrive, however few, rather than in full windows.
    var isStream = false
    var maximumRejects: Int?
    /// The name of the input, for messages.
    let inputName: String
    /// The size of the input, if it is known.
    var inputBytes: Int?
    var before = LabellingCounts()
    /// The seconds between commits.
    var commitSeconds = 5.0
    /// Makes the written rows durable; `nil` if the run cannot be resumed.
    var commit: ((LabellingCounts, _ inputDigest: String) throws -> Void)?

    /// The interval, in seconds, at which `shouldStop` is called.
    private static let patience = 0.1

    /// - Throws: ``LabellingStopped`` if `shouldStop` returns true, `FledgeError` for any problem.
    func run(
        observe: (LabellingProgress) -> Void, shouldStop: () -> Bool
    ) throws -> (counts: LabellingCounts, inputDigest: String) {
        let read = BoundedQueue<InputWindow>(capacity: isStream ? WindowReader.Limits.batch.rows : 2)
        let labelled = BoundedQueue<LabelledWindow>(capacity: 2)
        let end = start(read, labelled)
        defer {
            read.close()
            labelled.close()
            end.wait()
        }
        var (counts, digest, shareBefore) = (before, "", Double?.none)
        var (isDue, lastCommit) = (false, ContinuousClock.now)
        func commitNow() throws {
            if isDue { try commit?(counts, digest) }
            (isDue, lastCommit) = (false, .now)
        }
        while let taken = try labelled.take(1, patience: Self.patience) {
            for window in taken {
                try write(window)
                counts = counts + window.counts
                (digest, isDue) = (window.window.digest, true)
                let share = inputBytes.map { min(Double(window.window.bytesRead) / Double(max($0, 1)), 1) }
                if shareBefore == nil { shareBefore = before.rows == 0 ? 0 : share }
                observe(
                    LabellingProgress(counts: counts, before: before, shareBefore: shareBefore ?? 0, share: share))
                if let maximumRejects, counts.rejected > maximumRejects {
                    try commitNow()
                    throw tooMany(window, maximumRejects)
                }
            }
            if shouldStop() {
                try commitNow()
                throw LabellingStopped(counts: counts, canGoOn: commit != nil)
            }
            if lastCommit.duration(to: .now) >= .seconds(commitSeconds) { try commitNow() }
        }
        return (counts, digest)
    }

    /// Starts the threads that read and label.
    ///
    /// - Returns: A semaphore that is signaled once the labelling thread has ended. The reading thread may be waiting
    ///   for a stream, and ends with it.
    private func start(
        _ read: BoundedQueue<InputWindow>, _ labelled: BoundedQueue<LabelledWindow>
    ) -> DispatchSemaphore {
        let end = DispatchSemaphore(value: 0)
        let (windows, labeller, isStream) = (windows, labeller, isStream)
        Thread.detachNewThread {
            do {
                try windows.skip { !read.isOpen }
                while read.isOpen, let window = try windows.next(), read.put(window) {}
                read.finish()
            } catch {
                read.finish(throwing: error)
            }
        }
        Thread.detachNewThread {
            defer { end.signal() }
            do {
                var windowLabeller = WindowLabeller(labeller)
                while let taken = try read.take(isStream ? .max : 1), !taken.isEmpty {
                    let window = InputWindow.joined(taken)
                    guard let result = try windowLabeller.label(window, shouldStop: { !labelled.isOpen }),
                        labelled.put(result)
                    else { break }
                }
                labelled.finish()
            } catch {
                labelled.finish(throwing: error)
            }
            read.close()
        }
        return end
    }

    private func write(_ labelled: LabelledWindow) throws {
        var (rows, rejected): ([OutputRow], [RejectedRow]) = ([], [])
        for (index, result) in labelled.window.results.enumerated() {
            let number = labelled.window.firstRow + index + 1
            switch result {
            case .row(let row):
                rows.append(OutputRow(number: number, row: row, values: labelled.values[index] ?? []))
            case .rejected(let row):
                rejected.append(row)
                if sink.keepsPlaces { rows.append(OutputRow(number: number, row: nil, values: [])) }
            }
        }
        try rejects.append(rejected)
        try sink.append(rows, layout: labelled.window.layout)
    }

    private func tooMany(_ window: LabelledWindow, _ limit: Int) -> FledgeError {
        let last = window.window.results.lazy.compactMap { result in
            if case .rejected(let row) = result { row } else { nil }
        }.last
        return FledgeError(
            .data, at: inputName, "too many rows were rejected", expected: "at most \(limit)",
            found: last.map { "line \($0.line): \($0.reason)" },
            advice: commit == nil
                ? "fix the input, or pass a larger --max-rejects"
                : "fix the input and start over with --overwrite, or continue with a larger --max-rejects")
    }
}
