import Foundation

/// How much memory this process has taken.
package enum ProcessMemory {
    /// The most that it had in use so far, in bytes.
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
