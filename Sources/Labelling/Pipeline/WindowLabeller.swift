import Datasets

/// A window with the values of its rows.
struct LabelledWindow: Sendable {
    let window: InputWindow
    /// The values of each row; `nil` for rejected rows.
    let values: [[LabelValue]?]
    let counts: LabellingCounts
}

/// Labels windows: each text once, longest first.
struct WindowLabeller {
    private let labeller: any TextLabeller
    private var memory: LabelMemory?

    /// The approximate number of bytes of text per call of the model: a fraction of a second's work, so that it can
    /// stop soon.
    private static let bytesPerCall = 1 << 17
    private static let memoryBytes = 24 << 20

    init(_ labeller: any TextLabeller) {
        self.labeller = labeller
        // If other rows affect the last bit, answers from other windows cannot be reused.
        memory = labeller.isIndependentOfNeighbours ? LabelMemory(byteLimit: Self.memoryBytes) : nil
    }

    /// - Parameter shouldStop: Called between calls of the model; true stops the work.
    /// - Returns: `nil` if it was stopped.
    mutating func label(_ window: InputWindow, shouldStop: () -> Bool) throws -> LabelledWindow? {
        var counts = LabellingCounts(rows: window.results.count)
        var answers: [LabelMemory.Key: LabelMemory.Answer] = [:]
        var waiting: [Row] = []
        var isWaiting: Set<LabelMemory.Key> = []
        for case .row(let row) in window.results {
            let key = LabelMemory.Key(row)
            if answers[key] != nil || isWaiting.contains(key) { continue }
            if let answer = memory?[key] {
                answers[key] = answer
            } else {
                isWaiting.insert(key)
                waiting.append(row)
            }
        }
        for rows in Self.calls(waiting) {
            if shouldStop() { return nil }
            let labelled = try labeller.label(rows)
            for (index, row) in rows.enumerated() {
                let answer = LabelMemory.Answer(
                    values: labelled.values[index], tokenCount: labelled.tokenCounts[index],
                    wasCut: labelled.wereCut[index])
                counts.tokens += answer.tokenCount
                answers[LabelMemory.Key(row)] = answer
                memory?.keep(answer, for: LabelMemory.Key(row))
            }
        }
        let values = window.results.map { result -> [LabelValue]? in
            guard case .row(let row) = result, let answer = answers[LabelMemory.Key(row)] else {
                counts.rejected += 1
                return nil
            }
            if answer.wasCut { counts.cut += 1 }
            if answer.values.first == .absent { counts.withheld += 1 }
            return answer.values
        }
        counts.repeated = counts.rows - counts.rejected - waiting.count
        return LabelledWindow(window: window, values: values, counts: counts)
    }

    /// Splits the rows, longest first, into calls: passes are then even, and the threads end at about the same time.
    private static func calls(_ rows: [Row]) -> [[Row]] {
        let sizes = rows.map { $0.text.utf8.count + ($0.pair?.utf8.count ?? 0) }
        let order = rows.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
        var calls: [[Row]] = []
        var (call, bytes): ([Row], Int) = ([], 0)
        for index in order {
            call.append(rows[index])
            bytes += sizes[index]
            if bytes >= bytesPerCall {
                calls.append(call)
                (call, bytes) = ([], 0)
            }
        }
        return call.isEmpty ? calls : calls + [call]
    }
}
