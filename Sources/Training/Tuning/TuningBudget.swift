/// The time limit of a search, including the winner's training, and the time that is left.
///
/// The time of trials counts, including those of earlier sessions, so that an interrupted search continues as it would
/// have without the interruption; so does all other time that a session takes.
package struct TuningBudget {
    /// The time for everything, in seconds; `nil` for no limit.
    package let seconds: Double?
    /// The time spent so far, in seconds.
    package private(set) var spent = 0.0
    /// The time of the current rung's trials so far.
    package private(set) var spentInRung = 0.0
    package private(set) var trialsInRung = 0
    private var rungShare = Double.infinity
    /// The estimated time for training the best candidate so far on all rows.
    package private(set) var reserve = 0.0

    package init(seconds: Double?) { self.seconds = seconds }

    /// The time that all trials may take: the budget minus the reserve for the winner's training.
    private var allowed: Double { seconds.map { max($0 - reserve, 0) } ?? .infinity }

    /// The time that is left for trials.
    package var left: Double { allowed - spent }

    /// Begins a rung, which gets an equal share of the time with all later rungs.
    package mutating func beginRung(rungsLeft: Int) {
        (spentInRung, trialsInRung) = (0, 0)
        shareRung(rungsLeft: rungsLeft)
    }

    /// Recomputes the rung's share after more became known.
    package mutating func shareRung(rungsLeft: Int) {
        rungShare = (allowed - spent + spentInRung) / Double(rungsLeft)
    }

    /// Tells whether there is time for a trial.
    ///
    /// - Parameters:
    ///   - predicted: The estimate for the trial, in seconds; `nil` if nothing is known.
    ///   - winner: The estimate for training its candidate on all rows, in case it wins.
    package func allows(_ predicted: Double?, winner: Double = 0) -> Bool {
        guard let predicted else { return true }
        guard leavesTime(for: max(winner, reserve), after: predicted) else { return false }
        return trialsInRung == 0 || spentInRung + predicted <= rungShare
    }

    /// Tells whether a training run fits into the time that is left after further work.
    package func leavesTime(for training: Double, after work: Double = 0) -> Bool {
        seconds.map { spent + work + training <= $0 } ?? true
    }

    /// Tells whether a trial that has run for some seconds must end.
    package func isExhausted(after elapsed: Double) -> Bool { spent + elapsed > allowed }

    /// Counts the time of a trial.
    package mutating func add(_ seconds: Double) {
        spent += seconds
        spentInRung += seconds
        trialsInRung += 1
    }

    /// Counts time that does not belong to a trial.
    package mutating func add(overhead seconds: Double) { spent += seconds }

    /// Reserves time for the winner's training.
    package mutating func setReserve(_ seconds: Double) { reserve = seconds }
}
