import Foundation
import InputOutput
import RunRecords

/// A run, as JSON. A figure that is not a finite number is null.
struct RunsReport: Encodable {
    let id: String, state: RunRecord.State, started: String, ended: String?
    let output: String, configuration: String, model: RunRecord.Model, data: [RunRecord.DataFile]
    let hardware: RunRecord.Hardware, version: String
    let metrics: [String: Double?], seconds: Double?, tokensPerSecond: Double?, peakMemoryBytes: Int?, problem: String?
    /// The points of each curve; `nil` if they were not requested.
    let points: [String: [Point]]?

    struct Point: Encodable {
        let step: Int, epoch: Int, value: Double?
    }

    init(_ record: RunRecord, points: [RunRecord.Point]? = nil) {
        let beginning = record.beginning
        let finite = { (value: Double) in value.isFinite ? value : nil }
        id = record.id
        state = record.state
        started = record.started.formatted(.iso8601)
        ended = record.ended?.formatted(.iso8601)
        output = beginning.output
        configuration = beginning.configuration
        model = beginning.model
        data = beginning.data
        hardware = beginning.hardware
        version = beginning.version
        metrics = Dictionary(record.ending?.metrics.map { ($0.name, finite($0.value)) } ?? []) { _, last in last }
        seconds = record.ending?.seconds
        tokensPerSecond = record.ending.flatMap { finite($0.tokensPerSecond) }
        peakMemoryBytes = record.ending?.peakMemory
        problem = record.ending?.problem
        self.points = points.map { points in
            Dictionary(grouping: points, by: \.name).mapValues { points in
                points.map { Point(step: $0.step, epoch: $0.epoch, value: finite($0.value)) }
            }
        }
    }
}

extension RunRecord {
    /// The duration of the run so far; `nil` if the run was lost.
    var seconds: Double? { ending?.seconds ?? (state == .running ? max(0, -started.timeIntervalSinceNow) : nil) }
}
