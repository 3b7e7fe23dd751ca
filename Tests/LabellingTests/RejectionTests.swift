import Datasets
import Foundation
import InputOutput
import Labelling
import TestSupport
import Testing

/// Bad rows among good ones.
@Suite struct RejectionTests {
    /// 200 damaged rows of five kinds among 100,000.
    @Test func `every good row is labelled, every bad one is told`() throws {
        var content = Data("id,text\n".utf8)
        var lines: [Int: String] = [:]
        for number in 0..<100_000 {
            let line = number + 2
            guard number % 500 == 250 else {
                content.append(contentsOf: "\(number),text \(number)\n".utf8)
                continue
            }
            switch number / 500 % 5 {
            case 0:
                content.append(contentsOf: Array("\(number),bad ".utf8) + [0xC3, 0x28] + Array("\n".utf8))
                lines[line] = "invalid UTF-8"
            case 1:
                content.append(contentsOf: "\(number),a,b\n".utf8)
                lines[line] = "too many columns"
            case 2:
                content.append(contentsOf: "\(number),\(String(repeating: "long ", count: 210_000))\n".utf8)
                lines[line] = "a cell is too long"
            case 3:
                content.append(contentsOf: "\(number),a\0b\n".utf8)
                lines[line] = "a NUL byte"
            default:
                content.append(contentsOf: "\(number),  \n".utf8)
                lines[line] = "the text is empty"
            }
        }
        let place = try LabellingPlace("in.csv", content)
        let summary = try place.run()
        #expect(summary.rows == 100_000)
        #expect(summary.rejected == 200)
        let labelled = try place.text("out.csv").split(separator: "\n").dropFirst()
        #expect(labelled.count == 99_800)
        let expected = (0..<100_000).filter { $0 % 500 != 250 }.map { number in
            let text = "text \(number)"
            return "\(number),\(text),\(CountingLabeller.label(of: text)),\(CountingLabeller.score(of: text))"
        }
        #expect(zip(labelled, expected).allSatisfy { $0 == $1 })
        let rejects = try place.text("out.rejects.jsonl").split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(rejects.count == 200)
        for reject in rejects {
            let line = try #require(reject["line"] as? Int)
            let reason = try #require(reject["reason"] as? String)
            #expect(lines[line].map(reason.hasPrefix) ?? false, "\(line): \(reason)")
            #expect((reject["source"] as? String)?.hasPrefix("\(line - 2),") ?? false)
        }
        #expect(Set(rejects.compactMap { $0["line"] as? Int }) == Set(lines.keys))
    }

    @Test func `too many end the run, which can go on`() throws {
        let rows = (0..<20_000).map { "t\($0)\($0 % 100 == 0 ? "" : ",1")\n" }
        var place = try LabellingPlace("in.csv", "text,n\n" + rows.joined())
        place.settings.maximumRejects = 5
        let error = #expect(throws: FledgeError.self) { try place.run() }
        #expect(error?.category == .data)
        #expect(error?.problem == "too many rows were rejected")
        #expect(error?.expected == "at most 5")
        #expect(error?.found?.hasSuffix("too few columns (expected 2 columns, found 1)") ?? false)
        place.settings.maximumRejects = 200
        let summary = try place.run()
        #expect(summary.rowsBefore > 0)
        #expect(summary.rejected == 200)
        #expect(try place.text("out.csv").split(separator: "\n").count == 19_801)
        #expect(try place.text("out.rejects.jsonl").split(separator: "\n").count == 200)
    }

    @Test func `a file of nothing but bad rows`() throws {
        let place = try LabellingPlace("in.jsonl", "{\n[]\n")
        let summary = try place.run(output: "out.jsonl")
        #expect(summary.labelled == 0)
        #expect(summary.rejected == 2)
        #expect(try place.text("out.jsonl") == "")
    }

    /// An error that concerns the whole file is thrown, and leaves nothing behind.
    @Test(arguments: [
        ("in.csv", "", "INPUT: the file is empty"),
        ("in.csv", "text\n", "INPUT: the file has a header line but no rows"),
    ])
    func `a file that is wrong as a whole`(name: String, content: String, expected: String) throws {
        let place = try LabellingPlace(name, content)
        #expect(message { try place.run() }?.replacingOccurrences(of: place.input, with: "INPUT") == expected)
        #expect(try place.names() == [name])
    }
}
