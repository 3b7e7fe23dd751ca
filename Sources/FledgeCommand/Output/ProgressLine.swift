import Foundation
import InputOutput
import Labelling
import Training

/// A progress display: a line that is updated on a terminal, and occasional plain lines elsewhere.
final class ProgressLine {
    private let isQuiet: Bool
    private var lastShown: ContinuousClock.Instant?
    private var isOpen = false

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    /// Shows the progress of training.
    func show(_ progress: TrainingProgress) {
        let isLast = progress.step == progress.totalSteps
        guard isDue(isLast: isLast) else { return }
        let share = Double(progress.step) / Double(progress.totalSteps)
        put(
            "epoch \(progress.epoch)/\(progress.totalEpochs)  \(bar(share))step \(progress.step)/\(progress.totalSteps)"
                + "  loss \(String(format: "%.4f", progress.loss))  \(rate(progress.examplesPerSecond)) examples/s"
                + "  \(rate(progress.tokensPerSecond)) tokens/s  \(duration(progress.secondsLeft)) left")
    }

    /// Shows the number of things that are done, of a known or unknown total.
    func show(_ what: String, done: Int, total: Int?, since start: ContinuousClock.Instant) {
        guard isDue(isLast: done == total) else { return }
        let seconds = max(start.duration(to: .now).seconds, 1e-9)
        var text = "\(what)  \(done)"
        if let total {
            let left = seconds / Double(max(done, 1)) * Double(total - done)
            text = "\(what)  \(bar(Double(done) / Double(max(total, 1))))\(done)/\(total)  \(duration(left)) left"
        }
        put("\(text)  \(rate(Double(done) / seconds))/s")
    }

    /// Shows the progress of labelling.
    func show(_ verb: String, _ progress: LabellingProgress, since start: ContinuousClock.Instant) {
        guard isDue(isLast: false) else { return }
        let seconds = max(start.duration(to: .now).seconds, 1e-9)
        let rows = Double(progress.counts.rows - progress.before.rows)
        let tokens = Double(progress.counts.tokens - progress.before.tokens)
        var text = "\(progress.counts.rows) texts \(verb)"
        if let share = progress.share {
            let done = max(share - progress.shareBefore, 1e-9)
            let left = progress.shareBefore < share ? "  \(duration(seconds / done * (1 - share))) left" : ""
            text = "\(bar(share))\(Int(share * 100)) %  \(text)\(left)"
        }
        put("\(text)  \(rate(rows / seconds)) texts/s  \(rate(tokens / seconds)) tokens/s")
    }

    /// Shows a text.
    func show(_ text: @autoclosure () -> String) {
        if isDue(isLast: false) { put(text()) }
    }

    /// Removes the line that is updated, so that other text can follow.
    func close() {
        if isOpen { Console.put("\r\u{1B}[K") }
        isOpen = false
    }

    private func isDue(isLast: Bool) -> Bool {
        if isQuiet { return false }
        let interval: Duration = Console.isTerminal ? .milliseconds(100) : .seconds(10)
        if let lastShown, !isLast, lastShown.duration(to: .now) < interval { return false }
        // Without a terminal, the first call only starts the interval.
        defer { lastShown = .now }
        return lastShown != nil || Console.isTerminal || isLast
    }

    private func put(_ text: String) {
        if Console.isTerminal {
            Console.put("\r\(text)\u{1B}[K")
            isOpen = true
        } else {
            Console.say(text)
        }
    }

    private func bar(_ share: Double) -> String {
        guard Console.isTerminal else { return "" }
        let width = 20
        let filled = Int(share * Double(width))
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled) + "]  "
    }

}

/// A rate per second in short: with a decimal below 100, in thousands from 10,000.
func rate(_ value: Double) -> String {
    value < 100 ? String(format: "%.1f", value) : value < 10_000 ? String(Int(value)) : "\(Int(value / 1000))k"
}

/// Minutes and seconds, with hours if there are any.
func duration(_ seconds: Double) -> String {
    let total = Int(seconds.rounded())
    let (hours, minutes) = (total / 3600, total / 60 % 60)
    return hours > 0
        ? String(format: "%d:%02d:%02d", hours, minutes, total % 60) : String(format: "%d:%02d", minutes, total % 60)
}
