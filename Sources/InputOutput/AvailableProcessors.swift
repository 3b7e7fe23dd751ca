import Foundation

/// The processors available to this process.
package enum AvailableProcessors {
    /// The number of processors that the scheduler lets this process run on, or fewer if its control groups limit its
    /// time.
    package static let count: Int = {
        let scheduled = affinity(status: "/proc/self/status") ?? ProcessInfo.processInfo.activeProcessorCount
        guard let limit = controlGroupLimit(root: "/sys/fs/cgroup", membership: "/proc/self/cgroup") else {
            return scheduled
        }
        return max(1, min(scheduled, Int(limit.rounded(.up))))
    }()

    /// The number of processors that the scheduler lets a process run on, which `taskset` and control groups may
    /// restrict; `nil` if the system does not report it.
    ///
    /// - Parameter status: The file that lists them, for instance as `Cpus_allowed_list: 0-3,8`.
    package static func affinity(status: String) -> Int? {
        let name = "Cpus_allowed_list:"
        guard let line = text(status)?.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let ranges = line.dropFirst(name.count).split(separator: ",").map { range in
            range.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        }
        let counts = ranges.map { ends in ends.isEmpty ? 0 : (ends.last ?? 0) - ends[0] + 1 }
        let sum = counts.reduce(0, +)
        return sum > 0 ? sum : nil
    }

    /// The processor time that the control groups of a process allow, in processors; `nil` if they do not limit it.
    ///
    /// In version 2, each group on the path to the root has a file `cpu.max` with quota and period; in version 1, these
    /// are two files.
    ///
    /// - Parameters:
    ///   - root: The mount point of the groups.
    ///   - membership: The file that lists the process's groups, one line `number:controllers:path` for each.
    package static func controlGroupLimit(root: String, membership: String) -> Double? {
        guard let lines = text(membership)?.split(separator: "\n") else { return nil }
        let limits = lines.flatMap { line -> [Double] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { return [] }
            let isVersion2 = parts[0] == "0" && parts[1].isEmpty
            guard isVersion2 || parts[1].split(separator: ",").contains("cpu") else { return [] }
            let mount = isVersion2 ? root : "\(root)/\(parts[1])"
            return groups(parts[2]).compactMap { isVersion2 ? limit2(mount + $0) : limit1(mount + $0) }
        }
        return limits.min()
    }

    /// A group and its ancestors, with the root as "".
    private static func groups(_ path: String) -> [String] {
        var names = path.split(separator: "/")
        var groups = [""]
        while !names.isEmpty {
            groups.append("/" + names.joined(separator: "/"))
            names.removeLast()
        }
        return groups
    }

    private static func limit2(_ directory: String) -> Double? {
        let numbers = text("\(directory)/cpu.max")?.split(whereSeparator: \.isWhitespace).map { Double($0) } ?? []
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], period > 0 else { return nil }
        return quota / period
    }

    private static func limit1(_ directory: String) -> Double? {
        guard let quota = number("\(directory)/cpu.cfs_quota_us"), quota > 0,
            let period = number("\(directory)/cpu.cfs_period_us"), period > 0
        else { return nil }
        return quota / period
    }

    private static func number(_ path: String) -> Double? {
        text(path).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
