import Foundation
import TensorKernels

/// An instruction level, with the OpenBLAS kernels that go with it. Results depend on both.
enum RunLevel: String, CaseIterable, Sendable {
    case avx512, avx2, portable

    /// The value of `OPENBLAS_CORETYPE`. Prescott's kernels need SSE3 only, which every x86-64 processor has. Those of
    /// Haswell are left out: with them, results in fp32 depend on the other texts of a batch, which timing decides.
    private var core: String {
        switch self {
        case .avx512: "SkylakeX"
        case .avx2, .portable: "Prescott"
        }
    }

    /// The environment of a run.
    var environment: [String: String] {
        ["FLEDGE_MAX_ISA": rawValue, "OPENBLAS_CORETYPE": core, "FLEDGE_THREADS": "\(Self.threads)"]
    }

    /// The number of threads of a run, on which no result depends; the variable `RUN_DIGESTS_THREADS` sets another.
    private static let threads =
        ProcessInfo.processInfo.environment["RUN_DIGESTS_THREADS"]
        ?? "\(min(2, ProcessInfo.processInfo.activeProcessorCount))"

    /// True if the processor has the level's instructions.
    var isAvailable: Bool {
        // From narrow to wide.
        let levels = ["portable", "avx2", "avx512", "amx"]
        guard let own = levels.firstIndex(of: rawValue), let widest = levels.firstIndex(of: Processor.kernelLevel)
        else {
            return false
        }
        return own <= widest
    }

    /// What the bits depend on besides the sources, the compiler and the C library: digests recorded under other
    /// conditions are not compared.
    var conditions: String {
        let openBLAS = OpenBLAS.status.configuration.split(separator: " ").prefix(2).joined(separator: " ")
        guard self == .avx512 else { return openBLAS }
        // Pairs of bf16 are multiplied by an instruction of their own where AMD makes it fast.
        let vendor = Processor.name.hasPrefix("AMD") ? "AMD" : "not AMD"
        let features = Processor.features.filter { $0.hasPrefix("avx512") }
        return ([openBLAS, vendor] + features).joined(separator: ", ")
    }

    /// The reason why nothing can be compared at this level; `nil` if something can.
    var obstacle: String? {
        guard isAvailable else { return "this processor, or FLEDGE_MAX_ISA, has no \(rawValue)" }
        if RunDigests.isRecording { return nil }
        guard let recorded = RunDigests.recorded(at: self) else { return "no digests are recorded for \(rawValue)" }
        guard recorded.conditions == conditions else {
            return "the digests for \(rawValue) were recorded with \(recorded.conditions); here is \(conditions)"
        }
        return nil
    }

    /// The runs to compare: all at the highest level of those that can be compared, and the marked ones below. When
    /// digests are recorded, all at every level.
    var runs: [DigestedRun] {
        let isHighest = RunLevel.allCases.first { $0.obstacle == nil } == self
        let part = ProcessInfo.processInfo.environment["RUN_DIGESTS_ONLY"] ?? ""
        return DigestedRun.all.filter {
            (isHighest || RunDigests.isRecording || $0.isAtEveryLevel) && (part.isEmpty || $0.name.contains(part))
        }
    }
}
