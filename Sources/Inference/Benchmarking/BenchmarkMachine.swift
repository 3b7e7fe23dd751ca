import Foundation
import TensorKernels

/// What the figures of a benchmark depend on besides the model.
package struct BenchmarkMachine: Sendable, Encodable {
    package let processor: String
    /// The instructions that the loops use.
    package let kernelLevel: String
    /// The kernels that OpenBLAS uses.
    package let openblasCore: String
    /// Whether OpenBLAS could be faster on this processor, and how.
    package let advice: String?
    package let threads: Int

    /// This machine, as it is used now.
    package init() {
        processor = Processor.name
        kernelLevel = Processor.kernelLevel
        openblasCore = OpenBLAS.status.core
        advice = OpenBLAS.status.isSlow ? OpenBLAS.status.advice : nil
        threads = ThreadTeam.shared.count
    }

    /// The most memory that this process had in use so far, in bytes.
    package static var peakResidentBytes: Int {
        // The kernel's count for the process itself. What getrusage says may be that of the process which started it.
        let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
        let peak = lines.first { $0.hasPrefix("VmHWM:") }.flatMap { line in
            line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
        }
        if let peak { return peak * 1024 }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
