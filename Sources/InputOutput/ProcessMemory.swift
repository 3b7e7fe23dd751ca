import Foundation

/// The memory use of this process.
package enum ProcessMemory {
    /// The peak memory use so far, in bytes.
    package static var peakResidentBytes: Int {
        // The kernel's count for the process itself. The value of getrusage may be that of the parent process.
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
