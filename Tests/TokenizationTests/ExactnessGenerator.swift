import Foundation
import TestSupport

/// Random texts, drawn number by number as in Tests/Fixtures/Tokenization/record_exactness.py.
struct ExactnessGenerator {
    private var numbers: SeededGenerator
    private let grammar: Grammar

    init(_ seed: UInt64, _ grammar: Grammar) {
        numbers = SeededGenerator(seed)
        self.grammar = grammar
    }

    /// A number from 0 to `bound` - 1.
    mutating func below(_ bound: Int) -> Int { Int(numbers.next() % UInt64(bound)) }

    /// A text of up to `mostParts` parts, with or without something between them.
    mutating func text(mostParts: Int) -> String {
        var bytes: [UInt8] = []
        for number in 0..<below(mostParts + 1) {
            if number > 0 { appendPart(grammar.separators, to: &bytes) }
            appendPart(grammar.parts, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Words, some of them empty, some whitespace, some with spaces and special tokens inside.
    mutating func words() -> [String] {
        var words: [String] = []
        for _ in 0..<below(9) {
            switch below(8) {
            case 0: words.append("")
            case 1:
                var bytes: [UInt8] = []
                appendPart(grammar.separators, to: &bytes)
                words.append(String(decoding: bytes, as: UTF8.self))
            default: words.append(text(mostParts: 2))
            }
        }
        return words
    }

    /// Follows one of the weighted lists of steps, each of which adds some elements of its table, once or repeatedly.
    private mutating func appendPart(_ choices: Grammar.Choices, to bytes: inout [UInt8]) {
        var point = below(choices.totalWeight)
        guard
            let choice = choices.all.first(where: { choice in
                if point < choice.weight { return true }
                point -= choice.weight
                return false
            })
        else { return }
        for step in choice.steps {
            for _ in 0..<step.least + below(step.most - step.least + 1) {
                let element = element(of: step.table)
                let times = step.repetitions.isEmpty ? 1 : step.repetitions[below(step.repetitions.count)]
                for _ in 0..<times { bytes.append(contentsOf: element) }
            }
        }
    }

    /// A string of a table, or a scalar in one of its ranges, in UTF-8.
    private mutating func element(of table: Grammar.Table) -> [UInt8] {
        switch table {
        case .strings(let strings): return strings[below(strings.count)]
        case .ranges(let ranges):
            let range = ranges[below(ranges.count)]
            let scalar = Unicode.Scalar(range.lowerBound + UInt32(below(range.count)))
            return scalar.map { Array(UTF8.encode($0) ?? .init()) } ?? []
        }
    }
}

/// The parts of random texts: Tests/Fixtures/Tokenization/exactness/parts.json.
struct Grammar: Sendable {
    enum Table: Sendable {
        case strings([[UInt8]])
        case ranges([ClosedRange<UInt32>])
    }

    struct Step: Sendable {
        let table: Table
        let least: Int
        let most: Int
        let repetitions: [Int]
    }

    struct Choices: Sendable {
        let all: [(weight: Int, steps: [Step])]
        let totalWeight: Int
    }

    let parts: Choices
    let separators: Choices

    init() throws {
        let file = try JSONDecoder().decode(File.self, from: Fixture.data("exactness/parts.json"))
        let tables = file.tables.mapValues { table in
            table.strings.map { Table.strings($0.map { Array($0.utf8) }) }
                ?? .ranges((table.ranges ?? []).map { $0[0]...$0[1] })
        }
        func choices(_ rows: [Row]) throws -> Choices {
            let all = try rows.map { row in
                (
                    weight: row.weight,
                    steps: try row.steps.map { step in
                        guard let table = tables[step.table] else { throw UnknownTable(name: step.table) }
                        return Step(table: table, least: step.least, most: step.most, repetitions: step.repetitions)
                    }
                )
            }
            return Choices(all: all, totalWeight: all.map(\.weight).reduce(0, +))
        }
        parts = try choices(file.parts)
        separators = try choices(file.separators)
    }

    private struct UnknownTable: Error { let name: String }

    private struct File: Decodable {
        let tables: [String: Strings]
        let parts: [Row]
        let separators: [Row]
    }

    private struct Strings: Decodable {
        let strings: [String]?
        let ranges: [[UInt32]]?
    }

    private struct Row: Decodable {
        let weight: Int
        var steps: [NamedStep] = []

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            weight = try row.decode(Int.self)
            while !row.isAtEnd { steps.append(try row.decode(NamedStep.self)) }
        }
    }

    private struct NamedStep: Decodable {
        let table: String
        let least: Int
        let most: Int
        let repetitions: [Int]

        init(from decoder: any Decoder) throws {
            var step = try decoder.unkeyedContainer()
            table = try step.decode(String.self)
            least = try step.decode(Int.self)
            most = try step.decode(Int.self)
            repetitions = step.isAtEnd ? [] : try step.decode([Int].self)
        }
    }
}
