import Foundation
import InputOutput
import TestSupport
import Testing

/// The processor time that control groups allow.
struct AvailableProcessorsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let membership: String
        let files: [String: String]
        let limit: Double?
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "no limit", membership: "0::/a/b\n",
            files: ["a/b/cpu.max": "max 100000\n", "a/cpu.max": "max 100000\n"], limit: nil),
        Case(name: "a group's own limit", membership: "0::/a\n", files: ["a/cpu.max": "150000 100000\n"], limit: 1.5),
        Case(
            name: "the tightest limit on the way to the root", membership: "0::/a/b\n",
            files: ["a/b/cpu.max": "400000 100000\n", "a/cpu.max": "200000 100000\n"], limit: 2),
        Case(name: "the root of a container", membership: "0::/\n", files: ["cpu.max": "50000 100000\n"], limit: 0.5),
        Case(
            name: "version 1", membership: "4:memory:/x\n3:cpu,cpuacct:/x\n",
            files: ["cpu,cpuacct/x/cpu.cfs_quota_us": "300000\n", "cpu,cpuacct/x/cpu.cfs_period_us": "100000\n"],
            limit: 3),
        Case(
            name: "version 1 without a limit", membership: "3:cpu,cpuacct:/x\n",
            files: ["cpu,cpuacct/x/cpu.cfs_quota_us": "-1\n", "cpu,cpuacct/x/cpu.cfs_period_us": "100000\n"],
            limit: nil),
        Case(name: "nonsense", membership: "hello\n0::/a\n", files: ["a/cpu.max": "1e5 0\n"], limit: nil),
    ]

    @Test(arguments: [("0-3,8", 5), ("1", 1), ("0-127", 128), ("", nil)] as [(String, Int?)])
    func `the scheduler's list is read`(list: String, count: Int?) throws {
        let directory = try TemporaryDirectory()
        try directory.write("status", "Name:\tfledge\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nMems:\t1\n")
        #expect(AvailableProcessors.affinity(status: "\(directory.path)/status") == count)
    }

    @Test(arguments: cases)
    func `the limit is read`(example: Case) throws {
        let directory = try TemporaryDirectory()
        try directory.write("membership", Data(example.membership.utf8))
        for (name, content) in example.files {
            let url = URL(fileURLWithPath: "\(directory.path)/groups/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: url)
        }
        #expect(
            AvailableProcessors.controlGroupLimit(
                root: "\(directory.path)/groups", membership: "\(directory.path)/membership") == example.limit)
    }

    @Test func `without files there is no limit`() {
        #expect(AvailableProcessors.controlGroupLimit(root: "/nowhere", membership: "/nowhere") == nil)
    }

    @Test func `there is a processor to use`() {
        #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(AvailableProcessors.count))
    }
}
