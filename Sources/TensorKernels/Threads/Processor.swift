import CTensorKernels
import Foundation

/// The processor that this process runs on, and which of its instructions are used.
public enum Processor {
    /// The name that the system gives it.
    public static var name: String {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown"
    }

    /// The vector instructions that it has and that matter here.
    public static var features: [String] {
        let features = fledge_cpu_features()
        let all: [(String, Int32)] = [
            ("sse4.2", features.sse42), ("avx2", features.avx2), ("fma", features.fma),
            ("avx512f", features.avx512f), ("avx512bw", features.avx512bw), ("avx512vl", features.avx512vl),
            ("avx512dq", features.avx512dq), ("avx512vnni", features.avx512vnni),
            ("avx512bf16", features.avx512bf16), ("amx-tile", features.amx_tile), ("amx-bf16", features.amx_bf16),
            ("amx-int8", features.amx_int8),
        ]
        return all.filter { $0.1 != 0 }.map(\.0)
    }

    /// The level of the loops that are in force: portable, avx2 or avx512.
    public static var kernelLevel: String { String(cString: fledge_level_name(fledge_kernel_level())) }

    /// Whether `FLEDGE_MAX_ISA` is unset or holds the name of a level.
    public static var isRequestedLevelKnown: Bool { fledge_max_isa_is_known() != 0 }
}
