import Datasets
import Foundation
import Labelling
import TestSupport
import Testing

/// The division of rows into calls of a model.
@Suite struct WindowTests {
    @Test(arguments: [true, false]) func `a text is labelled once`(isIndependent: Bool) throws {
        let texts = (0..<20_000).map { "text \($0 % 40)" }
        let place = try LabellingPlace("in.txt", texts.joined(separator: "\n"))
        let labeller = CountingLabeller(isIndependentOfNeighbours: isIndependent)
        let summary = try place.run(labeller)
        // If other rows affect the result, only within a window.
        #expect(isIndependent ? labeller.texts.count == 40 : (40...400).contains(labeller.texts.count))
        #expect(summary.repeated == 20_000 - labeller.texts.count)
        #expect(summary.tokens == labeller.texts.reduce(0) { $0 + $1.utf8.count })
        let lines = try place.text("out.csv").split(separator: "\n").dropFirst()
        #expect(
            zip(lines, texts).allSatisfy {
                $0 == "\($1),\(CountingLabeller.label(of: $1)),\(CountingLabeller.score(of: $1))"
            })
    }

    @Test func `pairs are texts of their own`() throws {
        var place = try LabellingPlace("in.csv", "text,other\na,b\na,c\na,b\n")
        place.columns = ColumnSelection(pair: "other")
        let labeller = CountingLabeller()
        try place.run(labeller)
        #expect(labeller.texts == ["a", "a"])
    }

    @Test func `the longest come first`() throws {
        let place = try LabellingPlace("in.csv", LabellingPlace.manyRows(3000))
        let labeller = CountingLabeller()
        try place.run(labeller)
        let lengths = labeller.texts.map(\.utf8.count)
        #expect(lengths == lengths.sorted(by: >))
    }

    /// Many long distinct texts, with memory that does not grow with them. The process runs other tests in the
    /// meantime, whose memory must not count: they make some runs grow, whereas a leak in labelling would make all of
    /// them grow.
    @Test func `memory is bounded`() throws {
        let filler = String(repeating: "word ", count: 60)
        let place = try LabellingPlace(
            "in.csv", "text\n" + (0..<200_000).map { "\($0) \(filler)\n" }.joined())
        try place.run(output: "first.csv")
        var growths: [Int] = []
        while growths.count < 5, growths.allSatisfy({ $0 >= 40 << 20 }) {
            let before = resident()
            try place.run(output: "run-\(growths.count).csv")
            growths.append(resident() - before)
        }
        #expect(growths.contains { $0 < 40 << 20 }, "\(growths)")
    }

    private func resident() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return (fields?[1]).flatMap { Int($0) }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) } ?? 0
    }
}
