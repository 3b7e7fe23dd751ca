public import Foundation
import InputOutput
import Synchronization

extension RunRecord {
    /// Writes the record of a run while it goes on.
    ///
    /// Nothing here ever throws: a record that cannot be written must not stop training. What went wrong is in ``notes``.
    public final class Writer: Sendable {
        /// The run's id; `nil` where the run could not be entered.
        public let id: String?
        /// What the user should know, oldest first.
        public var notes: [String] { state.withLock { $0.notes } }

        private struct State {
            var points: [Point] = []
            var notes: [String] = []
            var lastWrite = ContinuousClock.now
            var hasFailed = false
        }

        private let log: RunLog?
        private let state: Mutex<State>
        private let interval: Duration
        private let now: @Sendable () -> Date

        /// Enters a run that begins.
        ///
        /// - Parameters:
        ///   - beginning: What is known of it.
        ///   - path: The log's file.
        ///   - interval: How long points are held back, so that a transaction holds many.
        ///   - timeZone: Where the day in the id begins.
        ///   - now: Tells the time.
        public static func start(
            _ beginning: Beginning, path: String, interval: Duration = .milliseconds(500),
            timeZone: TimeZone = .current, now: @escaping @Sendable () -> Date = { Date() }
        ) -> Writer {
            do {
                let log = try RunLog(path: path)
                let id = try log.begin(beginning, now: now(), timeZone: timeZone, process: .current)
                return Writer(log, id, note: nil, interval, now)
            } catch {
                return Writer(nil, nil, note: "this run is not recorded: \(error)", interval, now)
            }
        }

        private init(
            _ log: RunLog?, _ id: String?, note: String?, _ interval: Duration, _ now: @escaping @Sendable () -> Date
        ) {
            self.log = log
            self.id = id
            self.interval = interval
            self.now = now
            state = Mutex(State(notes: note.map { [$0] } ?? []))
        }

        /// Adds what was measured; it is written with what comes shortly after.
        public func append(_ points: [Point]) {
            guard let log, let id else { return }
            state.withLock { state in
                state.points += points
                // After a failure, a longer wait: each attempt may take the time that a lock is waited for.
                let patience = state.hasFailed ? max(interval, .seconds(30)) : interval
                guard state.lastWrite.duration(to: .now) >= patience else { return }
                do {
                    try log.append(state.points, to: id)
                    state.points.removeAll(keepingCapacity: true)
                    state.hasFailed = false
                } catch {
                    if !state.hasFailed { state.notes.append("the record of this run lags behind: \(error)") }
                    state.hasFailed = true
                }
                state.lastWrite = .now
            }
        }

        /// Adds what was measured at one moment.
        public func append(step: Int, epoch: Int, _ values: KeyValuePairs<String, Double>) {
            append(values.map { Point(step: step, epoch: epoch, $0.key, $0.value) })
        }

        /// Writes all that is left, and how the run ended.
        public func finish(_ ending: Ending) {
            guard let log, let id else { return }
            state.withLock { state in
                do {
                    try log.end(id, ending, state.points, now: now())
                    state.points = []
                } catch {
                    state.notes.append("the end of this run is not recorded: \(error)")
                }
            }
        }
    }
}
