import Datasets
import Entities
import Foundation
import Testing

/// Checks the entity corpus of the package: its size, its form, and that the training file contains nothing of the test
/// file.
@Suite struct EntityCorpusTests {
    private static func texts(_ name: String) throws -> EntityTexts {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("corpora/entities")
        var file = EntityFile(path: folder.appendingPathComponent(name).path)
        file.misplacedTags = .reject
        return try file.read()
    }

    @Test(arguments: [("train.conll", 300, 80), ("validation.conll", 40, 10), ("test.conll", 70, 25)])
    func hasEnoughOfEachType(name: String, texts: Int, entities: Int) throws {
        let found = try Self.texts(name)
        #expect(found.texts.count >= texts)
        #expect(found.scheme == .iob2)
        #expect(found.findings.isEmpty, "\(found.findings.summary())")
        #expect(found.types == ["LOC", "ORG", "PER", "PROD"])
        for (type, count) in found.entityCounts { #expect(count >= entities, "\(type)") }
        #expect(found.texts.contains { $0.entities.isEmpty })
    }

    @Test func textsOccurOnceAndDoNotRepeatEachOther() throws {
        let all = try ["train.conll", "validation.conll", "test.conll"].flatMap { try Self.texts($0).texts }
        #expect(Set(all.map(\.text)).count == all.count)
        var owners: [[String]: Set<Int>] = [:]
        let grams = all.map { text in
            let words = text.words.indices.map { text.word($0).lowercased() }
            return Set(words.indices.dropLast(3).map { Array(words[$0..<$0 + 4]) })
        }
        for (number, grams) in grams.enumerated() { for gram in grams { owners[gram, default: []].insert(number) } }
        for (number, own) in grams.enumerated() where own.count > 4 {
            var shared: [Int: Int] = [:]
            for gram in own { for other in owners[gram] ?? [] where other != number { shared[other, default: 0] += 1 } }
            let most = shared.values.max() ?? 0
            #expect(2 * most < own.count, "\(all[number].text)")
        }
    }
}
