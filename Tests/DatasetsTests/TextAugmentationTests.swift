import Datasets
import InputOutput
import TestSupport
import Testing

@Suite struct TextAugmentationTests {
    /// Ids 0 to 3 are special (padding, start, separator, mask), 4 is the unknown token, and from 10 on, even ids begin
    /// a word and odd ones continue it.
    private static let roles = TokenRoles(
        continuesWord: (0..<1000).map { $0 >= 10 && $0 % 2 == 1 }, specialIDs: [0, 1, 2, 3], maskID: 3)

    /// Rows of one or two texts with words of one to three pieces, all distinct.
    private static let rows: [EncodedRow] = (0..<400).map { number in
        var generator = SplitMix64(seed: UInt64(number))
        var piece: Int32 = 10
        func text() -> [Int32] {
            (0..<(4 + generator.next(below: 20))).flatMap { _ -> [Int32] in
                piece += 6
                if generator.next(below: 20) == 0 { return [4] }
                return Array([piece, piece + 1, piece + 3].prefix(1 + generator.next(below: 3)))
            }
        }
        let first = [1] + text() + [2]
        guard number % 2 == 1 else { return EncodedRow(ids: first, label: number % 3, line: number + 2) }
        let second = text() + [2]
        // Some models do not distinguish the texts of a pair.
        let types = number % 4 == 1 ? first.map { _ in Int32(0) } + second.map { _ in Int32(1) } : nil
        return EncodedRow(ids: first + second, typeIDs: types, label: 1, line: number + 2, truncatedTokenCount: 3)
    }

    /// The words of each text, from one special token to the next.
    private static func texts(_ row: EncodedRow) -> [[[Int32]]] {
        row.ids.split(whereSeparator: roles.isSpecialID).map { text in
            text.reduce(into: [[Int32]]()) { words, id in
                if id >= 10, id % 2 == 1, !words.isEmpty {
                    words[words.count - 1].append(id)
                } else {
                    words.append([id])
                }
            }
        }
    }

    private func apply(
        _ settings: TextAugmentation.Settings, epoch: Int = 0, seed: UInt64 = 1,
        _ replacement: (any WordReplacement)? = nil
    ) throws -> [EncodedRow] {
        try TextAugmentation(settings, roles: Self.roles, seed: seed)
            .apply(to: Self.rows, indices: Self.rows.indices, epoch: epoch, replacement: replacement)
    }

    private static let wordCount = rows.reduce(0) { $0 + texts($1).joined().count }

    /// Properties that hold for all settings.
    private func expectSound(_ results: [EncodedRow]) {
        #expect(results.count == Self.rows.count)
        for (row, result) in zip(Self.rows, results) {
            #expect(result.ids.count <= row.ids.count)
            #expect(result.ids.filter(Self.roles.isSpecialID) == row.ids.filter(Self.roles.isSpecialID))
            #expect(result.ids.first == 1 && result.ids.last == 2)
            #expect(Self.texts(result).count == Self.texts(row).count)
            #expect((result.typeIDs == nil) == (row.typeIDs == nil))
            if let types = result.typeIDs {
                let end = result.ids.firstIndex(of: 2) ?? 0
                #expect(types == result.ids.indices.map { $0 <= end ? 0 : 1 })
            }
            #expect((result.label, result.line) == (row.label, row.line))
            #expect(result.truncatedTokenCount == row.truncatedTokenCount)
        }
    }

    @Test func nothingIsVariedByDefault() throws {
        #expect(try apply(.init()) == Self.rows)
        #expect(!TextAugmentation.Settings().isActive)
    }

    @Test(arguments: [0.05, 0.3, 0.9])
    func wordsAreLeftOutWhole(_ probability: Double) throws {
        let results = try apply(.init(dropout: probability))
        expectSound(results)
        var left = 0
        for (row, result) in zip(Self.rows, results) {
            for (text, words) in zip(Self.texts(row), Self.texts(result)) {
                #expect(!words.isEmpty)
                // The rest is part of the text in its order: every word is found after the previous one.
                var rest = text[...]
                for word in words {
                    let place = try #require(rest.firstIndex(of: word))
                    rest = rest[(place + 1)...]
                }
                left += words.count
            }
        }
        let share = 1 - Double(left) / Double(Self.wordCount)
        // Texts that would lose all their words keep one, which matters if most words are dropped.
        #expect(abs(share - probability) < (probability > 0.5 ? 0.05 : 0.02))
    }

    @Test func everyTextKeepsAWord() throws {
        let results = try apply(.init(dropout: 1))
        expectSound(results)
        #expect(results.allSatisfy { Self.texts($0).allSatisfy { $0.count == 1 } })
        // The choice is random.
        #expect(try apply(.init(dropout: 1), epoch: 1) != results)
    }

    @Test(arguments: [0.1, 0.5, 1])
    func neighboursChangePlaces(_ probability: Double) throws {
        let results = try apply(.init(swap: probability))
        expectSound(results)
        var (swaps, decisions) = (0, 0)
        for (row, result) in zip(Self.rows, results) {
            for (text, words) in zip(Self.texts(row), Self.texts(result)) {
                var position = 0
                while position < text.count {
                    // Identical neighbors, such as two unknown words, are indistinguishable.
                    if position + 1 < text.count, text[position] != text[position + 1] { decisions += 1 }
                    if words[position] == text[position] {
                        position += 1
                    } else {
                        #expect(words[position] == text[position + 1] && words[position + 1] == text[position])
                        swaps += 1
                        position += 2
                    }
                }
            }
        }
        #expect(abs(Double(swaps) / Double(decisions) - probability) < 0.03)
    }

    /// Proposes pieces according to the draws, and records the requests.
    private final class Proposer: WordReplacement {
        var asked: [MaskedWords] = []

        func pieces(for texts: [MaskedWords]) -> [[Int32?]] {
            asked += texts
            return texts.map { text in
                // Half of all draws propose a word; the others propose nothing, a special token, a continuing piece, or
                // an invalid id.
                text.draws.map { draw in
                    let proposals: [Int32?] = [998, 998, 998, 998, 998, nil, 2, 999, 5000, -1]
                    return proposals[Int(draw * 10)]
                }
            }
        }
    }

    @Test func wordsAreReplacedByOnePiece() throws {
        let proposer = Proposer()
        let results = try apply(.init(replacement: 0.2), proposer)
        expectSound(results)
        var replaced = 0
        for (row, result) in zip(Self.rows, results) {
            let (before, after) = (Self.texts(row).joined(), Self.texts(result).joined())
            #expect(before.count == after.count)
            for (word, other) in zip(before, after) where word != other {
                #expect(other == [998])
                replaced += 1
            }
        }
        let masks = proposer.asked.reduce(0) { $0 + $1.positions.count }
        #expect(abs(Double(masks) / Double(Self.wordCount) - 0.2) < 0.02)
        #expect(abs(Double(replaced) / Double(masks) - 0.5) < 0.03)
        for text in proposer.asked {
            #expect(text.positions == text.ids.indices.filter { text.ids[$0] == 3 })
            #expect(text.draws.count == text.positions.count && text.draws.allSatisfy((0..<1).contains))
            #expect(text.typeIDs.map { $0.count == text.ids.count } ?? true)
        }
    }

    @Test func seedEpochAndRowDecide() throws {
        let settings = TextAugmentation.Settings(dropout: 0.2, swap: 0.2, replacement: 0.2)
        let results = try apply(settings, epoch: 3, Proposer())
        expectSound(results)
        #expect(try apply(settings, epoch: 3, Proposer()) == results)
        #expect(try apply(settings, epoch: 4, Proposer()) != results)
        #expect(try apply(settings, epoch: 3, seed: 2, Proposer()) != results)
        // The result for a row does not depend on the other rows.
        let augmentation = TextAugmentation(settings, roles: Self.roles, seed: 1)
        let chosen = [7, 301, 4]
        let few = try augmentation.apply(
            to: chosen.map { Self.rows[$0] }, indices: chosen, epoch: 3, replacement: Proposer())
        #expect(few == chosen.map { results[$0] })
    }

    @Test func textsWithoutWordsStay() throws {
        let rows = [[1, 2], [1, 2, 2], [], [1]].map { EncodedRow(ids: $0, label: nil, line: 1) }
        let augmentation = TextAugmentation(
            .init(dropout: 0.5, swap: 1, replacement: 1), roles: Self.roles, seed: 1)
        #expect(try augmentation.apply(to: rows, indices: 0..<4, epoch: 0, replacement: Proposer()) == rows)
    }
}

extension TokenRoles {
    fileprivate func isSpecialID(_ id: Int32) -> Bool { isSpecial.indices.contains(Int(id)) && isSpecial[Int(id)] }
}
