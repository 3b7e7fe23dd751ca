import CTensorKernels
import Foundation
import InputOutput

/// The processor that this process runs on, and the instructions in use.
public enum Processor {
    /// The processor's name as reported by the system.
    public static var name: String {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown"
    }

    /// The processor's vector instructions that are relevant to Fledge.
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

    /// The kernel level in use: portable, avx2, avx512 or amx.
    public static var kernelLevel: String { String(cString: fledge_level_name(fledge_kernel_level())) }

    /// True if the kernels in use need neither AVX2 nor FMA, and so are several times slower than those that do.
    public static var isPortable: Bool { fledge_kernel_level() == FLEDGE_LEVEL_PORTABLE }

    /// Checks that `FLEDGE_MAX_ISA`, if set, names a level that this processor supports.
    ///
    /// - Throws: `FledgeError` with category `usage`.
    public static func requireLevel() throws {
        guard let requested = ProcessInfo.processInfo.environment["FLEDGE_MAX_ISA"], !requested.isEmpty,
            requested != kernelLevel
        else { return }
        let all = (FLEDGE_LEVEL_PORTABLE.rawValue...FLEDGE_LEVEL_AMX.rawValue).map {
            String(cString: fledge_level_name(fledge_level(rawValue: $0)))
        }
        let available = all.prefix { $0 != kernelLevel } + [kernelLevel]
        throw FledgeError(
            .usage, at: "FLEDGE_MAX_ISA",
            all.contains(requested)
                ? "this processor lacks the instructions of that level" : "there is no such level of instructions",
            expected: available.joined(separator: ", "), found: requested,
            advice: "unset the variable for the best level")
    }
}
