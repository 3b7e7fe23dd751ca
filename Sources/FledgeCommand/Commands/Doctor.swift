import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import TensorKernels

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reports the processor, OpenBLAS, threads and speed of this machine.")

    @Flag(help: "Print the findings as JSON.")
    var json = false

    private struct Findings: Encodable {
        let processor: String, features: [String], kernelLevel: String
        let openblas: String, openblasCore: String, openblasCoreAtLoad: String, openblasCoreSetByUser: String?
        let threads: Int, cache: String, cacheNotes: [String]
        let automaticPrecision: String, automaticPrecisionReason: String
        let peakGflopsOneThread: Double, gflopsOneThread: Double, gflopsAllThreads: Double, shareOfPeak: Double
        let advice: [String]

        init() throws {
            let status = OpenBLAS.status
            let team = ThreadTeam.shared
            let speed = SpeedMeasurement(on: team)
            processor = Processor.name
            features = Processor.features
            kernelLevel = Processor.kernelLevel
            openblas = status.configuration
            openblasCore = status.core
            openblasCoreAtLoad = status.coreAtLoad
            openblasCoreSetByUser = status.coreSetByUser
            threads = team.count
            let precision = try Precision.choice(nil, for: .inference)
            (automaticPrecision, automaticPrecisionReason) = (precision.precision.rawValue, precision.reason)
            let datasets = try DatasetCache()
            (cache, cacheNotes) = (datasets.path, datasets.notes)
            peakGflopsOneThread = speed.peak / 1e9
            gflopsOneThread = speed.oneThread / 1e9
            gflopsAllThreads = speed.allThreads / 1e9
            shareOfPeak = speed.oneThread / speed.peak
            var advice: [String] = []
            if Processor.isPortable {
                advice.append(
                    "use a processor with AVX2, and do not limit FLEDGE_MAX_ISA: this takes several times as long")
            }
            if status.isSlow { advice.append(status.advice) }
            if shareOfPeak < 0.5, !status.isSlow {
                advice.append("less than half of the peak was reached: is the machine busy?")
            }
            if !datasets.isUsable { advice.append("set FLEDGE_CACHE to a directory that can be written") }
            self.advice = advice
        }
    }

    func run() throws {
        let findings = try Findings()
        if json { return try ResultStream.print(JSONOutput.text(findings)) }
        func gigaflops(_ value: Double) -> String { String(format: "%.0f GFLOP/s", value) }
        let core =
            findings.openblasCoreSetByUser.map { "\(findings.openblasCore), as OPENBLAS_CORETYPE=\($0) asks" }
            ?? (findings.openblasCore == findings.openblasCoreAtLoad
                ? "\(findings.openblasCore), OpenBLAS's own choice"
                : "\(findings.openblasCore), instead of OpenBLAS's own choice, \(findings.openblasCoreAtLoad)")
        let cache = ([findings.cache] + findings.cacheNotes).joined(separator: "\n               ")
        try ResultStream.print(
            """
            processor      \(findings.processor)
            features       \(findings.features.joined(separator: " "))
            loops          \(findings.kernelLevel)
            OpenBLAS       \(findings.openblas)
            core           \(core)
            threads        \(findings.threads)
            precision      \(findings.automaticPrecision): \(findings.automaticPrecisionReason)
            peak           \(gigaflops(findings.peakGflopsOneThread)) per thread, in registers
            one thread     \(gigaflops(findings.gflopsOneThread)), \(Int(findings.shareOfPeak * 100)) % of the peak
            all threads    \(gigaflops(findings.gflopsAllThreads))
            cache          \(cache)
            """)
        try ResultStream.print(
            findings.advice.isEmpty ? "no problems found" : findings.advice.map { "try: \($0)" }.joined(separator: "\n")
        )
    }
}
