import Foundation

/// A process that can be distinguished from every other one, even after its number is reused.
package struct ProcessIdentity: Equatable {
    /// The computer's name.
    package var host: String
    /// The scope of process numbers: the computer's boot id and, after a space, the process-number namespace, of which
    /// each container has its own.
    package var bootID: String
    package var processID: Int32
    /// The start time of the process, in system units; empty if unknown.
    package var start: String

    package init(host: String, bootID: String, processID: Int32, start: String) {
        self.host = host
        self.bootID = bootID
        self.processID = processID
        self.start = start
    }

    /// Identifies a process that runs on this computer.
    package init(_ processID: Int32) {
        self.init(
            host: Self.currentHost, bootID: Self.currentBootID, processID: processID,
            start: Self.start(of: processID) ?? "")
    }

    /// The current process.
    static var current: ProcessIdentity { ProcessIdentity(getpid()) }

    private static var currentHost: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// True if the process has certainly ended. For a process on another computer, nothing is certain.
    package var isGone: Bool {
        guard host == Self.currentHost else { return false }
        let (own, other) = (Self.currentBootID.split(separator: " "), bootID.split(separator: " "))
        guard own.first == other.first else { return true }
        // The number means nothing outside its namespace.
        guard own == other else { return false }
        if kill(processID, 0) != 0, errno == ESRCH { return true }
        guard let start = Self.start(of: processID) else { return false }
        return start != self.start
    }
}

#if canImport(Darwin)
    extension ProcessIdentity {
        static var currentBootID: String {
            var buffer = [CChar](repeating: 0, count: 128)
            var size = buffer.count
            guard sysctlbyname("kern.bootsessionuuid", &buffer, &size, nil, 0) == 0 else { return "" }
            return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }

        private static func start(of processID: Int32) -> String? {
            var information = kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, processID]
            guard sysctl(&name, 4, &information, &size, nil, 0) == 0, size > 0 else { return nil }
            let start = information.kp_proc.p_starttime
            return "\(start.tv_sec).\(start.tv_usec)"
        }
    }
#else
    extension ProcessIdentity {
        static var currentBootID: String {
            let text = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data()
            let start = String(decoding: text, as: UTF8.self).filter { $0.isHexDigit || $0 == "-" }
            var buffer = [CChar](repeating: 0, count: 64)
            let length = readlink("/proc/self/ns/pid", &buffer, buffer.count)
            guard length > 0 else { return start }
            return "\(start) \(String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self))"
        }

        /// The 22nd field of `stat`, in ticks since the computer's start; a zombie process counts as ended (Linux
        /// manual pages, proc_pid_stat(5)).
        private static func start(of processID: Int32) -> String? {
            guard let content = FileManager.default.contents(atPath: "/proc/\(processID)/stat") else { return nil }
            // The second field is the program's name in brackets, which may itself contain spaces and brackets.
            let text = String(decoding: content, as: UTF8.self)
            guard let end = text.lastIndex(of: ")") else { return nil }
            let members = text[end...].dropFirst().split(separator: " ")
            guard members.count > 19 else { return nil }
            return ["Z", "X"].contains(members[0]) ? "ended" : String(members[19])
        }
    }
#endif
