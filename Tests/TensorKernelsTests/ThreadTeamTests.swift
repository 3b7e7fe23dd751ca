import Foundation
import InputOutput
import Synchronization
import TensorKernels
import Testing

struct ThreadTeamTests {
    /// Counts how often each number was seen; all threads may count.
    private final class Tally: Sendable {
        private let counts: Mutex<[Int]>
        init(_ size: Int) { counts = Mutex([Int](repeating: 0, count: size)) }
        func add(_ range: Range<Int>) { counts.withLock { for index in range { $0[index] += 1 } } }
        func add(_ index: Int) { add(index..<index + 1) }
        var values: [Int] { counts.withLock { $0 } }
    }

    @Test(arguments: [1, 2, 3, 8])
    func `a region runs once for each thread`(threads: Int) {
        let team = ThreadTeam(count: threads)
        #expect(team.count == threads)
        let tally = Tally(threads)
        team.run { tally.add($0) }
        #expect(tally.values == [Int](repeating: 1, count: threads))
    }

    @Test(arguments: [1, 2, 3, 8], [0, 1, 5, 64, 65, 1000])
    func `a split covers everything once, at multiples of the granularity`(threads: Int, total: Int) {
        let team = ThreadTeam(count: threads)
        for granularity in [1, 8, 64] {
            let tally = Tally(total)
            let ranges = Mutex<[Range<Int>]>([])
            team.split(total, granularity: granularity) { range in
                tally.add(range)
                ranges.withLock { $0.append(range) }
            }
            #expect(tally.values == [Int](repeating: 1, count: total))
            let all = ranges.withLock { $0 }
            #expect(all.count <= threads)
            #expect(all.allSatisfy { $0.lowerBound % granularity == 0 })
            if total > granularity {
                #expect(all.allSatisfy { abs($0.count - total / threads) <= granularity })
            }
        }
    }

    @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 100])
    func `each item is taken once`(threads: Int, total: Int) {
        let team = ThreadTeam(count: threads)
        let tally = Tally(total)
        let isThread = Mutex(true)
        team.forEach(total) { thread, item in
            tally.add(item)
            isThread.withLock { $0 = $0 && (0..<threads).contains(thread) }
        }
        #expect(tally.values == [Int](repeating: 1, count: total))
        #expect(isThread.withLock { $0 })
    }

    @Test(arguments: [2, 3])
    func `many short regions follow one another`(threads: Int) {
        let team = ThreadTeam(count: threads)
        let sum = Atomic<Int>(0)
        for region in 0..<3000 {
            team.run { sum.add($0 + region, ordering: .relaxed) }
            // A pause now and then lets the threads fall asleep.
            if region % 500 == 0 { Thread.sleep(forTimeInterval: 0.002) }
        }
        let expected = (0..<3000).reduce(0) { $0 + threads * $1 + threads * (threads - 1) / 2 }
        #expect(sum.load(ordering: .relaxed) == expected)
    }

    /// More threads than processors: some of them are too late for their share, which the caller must then process,
    /// exactly once.
    @Test func `threads without a processor are not waited for`() {
        let team = ThreadTeam(count: 4 * WorkerThreads.count)
        let tallies = (0..<2000).map { _ in Tally(team.count) }
        for tally in tallies { team.run { tally.add($0) } }
        #expect(tallies.allSatisfy { $0.values.allSatisfy { $0 == 1 } })
    }

    @Test func `several callers may use one team`() {
        let team = ThreadTeam(count: 3)
        let wrong = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            for _ in 0..<200 {
                let sum = Atomic<Int>(0)
                team.run { sum.add(caller * 10 + $0, ordering: .relaxed) }
                if sum.load(ordering: .relaxed) != 3 * 10 * caller + 3 { wrong.add(1, ordering: .relaxed) }
            }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }

    @Test func `what threads write is seen by the caller`() {
        let team = ThreadTeam(count: 2)
        let arena = Arena()
        let matrix = arena.matrix(rows: 64, columns: 16)
        for round in 0..<200 {
            team.split(64) { rows in matrix.rows(rows).elements.update(repeating: Float(round)) }
            #expect(matrix.elements.allSatisfy { $0 == Float(round) })
        }
    }

    @Test func `the shared team has a thread for each processor`() {
        #expect(WorkerThreads.count >= 1)
        #expect(ThreadTeam.shared.count == WorkerThreads.count)
    }
}
