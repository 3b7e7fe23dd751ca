public import Foundation
import InputOutput
import Synchronization

extension RunRecord {
    /// Writes the record of a run while it is in progress.
    ///
    /// No method throws: a failure to write the record must not stop training. Problems are reported in ``notes``.
    public final class Writer: Sendable {
        /// The run's id; `nil` if the run could not be added to the log.
        public let id: String?
        /// Messages for the user, oldest first.
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

        /// Adds a run that starts now.
        ///
        /// - Parameters:
        ///   - beginning: The data known about the run.
        ///   - path: The path of the log.
        ///   - interval: The time that points are buffered, so that a transaction contains many.
        ///   - timeZone: The time zone of the day in the id.
        ///   - now: Returns the current time.
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

        /// Adds recorded values; they are buffered and written together with later ones.
        public func append(_ points: [Point]) {
            guard let log, let id else { return }
            state.withLock { state in
                state.points += points
                // Wait longer after a failure: each attempt may take as long as the lock timeout.
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

        /// Adds values recorded at one point.
        public func append(step: Int, epoch: Int, _ values: KeyValuePairs<String, Double>) {
            append(values.map { Point(step: step, epoch: epoch, $0.key, $0.value) })
        }

        /// Writes the remaining values and the result of the run.
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
