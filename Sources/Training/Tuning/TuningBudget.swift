/// How much time a search may take, and how much of it is left.
///
/// It counts what trials took, those of an earlier session included, so that a search that was cut off goes on as it would
/// have without the cut.
package struct TuningBudget {
    /// The time of everything, training the winner included; `nil` for as long as it takes.
    package let seconds: Double?
    /// What all trials took so far.
    package private(set) var spent = 0.0
    /// What those of the rung took.
    package private(set) var spentInRung = 0.0
    package private(set) var trialsInRung = 0
    private var rungShare = Double.infinity
    /// The estimate for training the winner.
    package private(set) var reserve = 0.0

    package init(seconds: Double?) { self.seconds = seconds }

    /// What all trials may take: at least half of the budget, however long the winner's training takes.
    private var allowed: Double { seconds.map { max($0 - reserve, $0 / 2) } ?? .infinity }

    /// Whether training the winner leaves less than half of the budget to the trials.
    package var isTooSmall: Bool { seconds.map { $0 - reserve < $0 / 2 } ?? false }

    /// What is left for trials.
    package var left: Double { allowed - spent }

    /// Begins a rung, which gets an equal share with all that follow.
    package mutating func beginRung(rungsLeft: Int) {
        (spentInRung, trialsInRung) = (0, 0)
        shareRung(rungsLeft: rungsLeft)
    }

    /// Gives the rung its share anew, after more became known.
    package mutating func shareRung(rungsLeft: Int) {
        rungShare = (allowed - spent + spentInRung) / Double(rungsLeft)
    }

    /// Whether there is time for a trial that will take so long; `nil` for one of which nothing is known.
    package func allows(_ predicted: Double?) -> Bool {
        guard let predicted else { return true }
        return trialsInRung == 0 ? spent + predicted <= allowed : spentInRung + predicted <= rungShare
    }

    /// Whether a trial that runs for so long already must end.
    package func isExhausted(after elapsed: Double) -> Bool { spent > 0 && spent + elapsed > allowed }

    package mutating func add(_ seconds: Double) {
        spent += seconds
        spentInRung += seconds
        trialsInRung += 1
    }

    /// Keeps so many seconds for the winner's training.
    package mutating func setReserve(_ seconds: Double) { reserve = seconds }
}
