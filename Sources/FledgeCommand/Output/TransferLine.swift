import InputOutput
import ModelHub
import Training

/// The progress display of a download.
final class TransferLine {
    private let line: ProgressLine
    private var start: ContinuousClock.Instant?

    init(_ talk: TalkOptions) { line = ProgressLine(isQuiet: talk.quiet) }

    func show(_ progress: PullProgress) { line.show(text(progress)) }

    /// Removes the line that is updated, so that other text can follow.
    func close() { line.close() }

    private func text(_ progress: PullProgress) -> String {
        let bytes = "\(Figure.size(progress.completedBytes)) of \(Figure.size(progress.totalBytes))"
        switch progress.activity {
        case .listing: return "contacting the hub"
        case .verifying(let file): return "\(file)  \(bytes)  verifying"
        case .waitingForOther(let file): return "\(file)  waiting for another process that downloads it"
        case .waitingToRetry(let seconds, let reason):
            return "\(bytes)  \(reason): trying again in \(duration(seconds))"
        case .downloading(let file):
            guard progress.receivedBytes > 0 else { return "\(file)  \(bytes)" }
            let now = ContinuousClock.now
            let begin = start ?? now
            start = begin
            let seconds = begin.duration(to: now).seconds
            guard seconds > 0.5 else { return "\(file)  \(bytes)" }
            let rate = Double(progress.receivedBytes) / seconds
            let left = Double(max(0, progress.totalBytes - progress.completedBytes)) / max(rate, 1)
            return "\(file)  \(bytes)  \(Figure.size(Int(rate)))/s  \(duration(left)) left"
        }
    }
}
