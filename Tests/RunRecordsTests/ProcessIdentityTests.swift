import Foundation
import RunRecords
import TestSupport
import Testing

@Suite struct ProcessIdentityTests {
    /// A process that does nothing, until it is ended.
    private func sleeper() throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["600"]
        try process.run()
        return process
    }

    @Test func endedProcessIsGone() throws {
        let process = try sleeper()
        let identity = ProcessIdentity(process.processIdentifier)
        #expect(!identity.start.isEmpty && !identity.bootID.isEmpty && !identity.host.isEmpty)
        #expect(!identity.isGone)
        // The threads that run tests may have blocked gentler signals, which a process inherits.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(identity.isGone)
    }

    @Test func processNumberAloneIsNotEnough() throws {
        let own = ProcessIdentity(getpid())
        #expect(!own.isGone)
        var other = own
        other.start = "1"
        #expect(other.isGone)
        other = own
        other.bootID = "another start of the computer"
        #expect(other.isGone)
        // Process numbers start over in each container, so nothing is known about another container's.
        other = own
        other.start = "1"
        other.bootID = try "\(#require(own.bootID.split(separator: " ").first)) pid:[1]"
        #expect(!other.isGone)
        // Nothing is known about other computers.
        other.host = "elsewhere"
        #expect(!other.isGone)
    }

    @Test func runOfAProcessThatIsGoneIsLost() throws {
        let directory = try TemporaryDirectory()
        let log = try RunLog(path: "\(directory.path)/runs.sqlite")
        let process = try sleeper()
        let id = try log.begin(
            RunLogTests.beginning, now: Date(), timeZone: .current, process: ProcessIdentity(process.processIdentifier))
        #expect(try log.record(id)?.state == .running)
        // The threads that run tests may have blocked gentler signals, which a process inherits.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let record = try #require(try log.record(id))
        #expect(record.state == .lost)
        #expect(record.ended == nil && record.ending == nil)
    }
}
