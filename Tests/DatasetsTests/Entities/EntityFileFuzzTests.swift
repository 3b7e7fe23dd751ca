import Datasets
import Entities
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite(.serialized) struct EntityFileFuzzTests {
    static let columns = "-DOCSTART- O\n\n# text\nAnna\tB-PER\nBo\tI-PER\nin\tO\nRome\tB-LOC\n\n#\tO\nNo\tS-X\n"
    static let objects =
        #"{"text":"Zoë 😀 ran.","entities":[{"text":"Zoë","type":"PER","start":0,"end":3},[4,5,"X"]]}"# + "\n"
        + #"{"tokens":["a","b"],"ner_tags":["B-X","O"]}"#
    static let examples = #"["Anna ran",{"entities":[[0,4,"PER"]]}]"# + "\n" + #"["Zoë 😀",{"entities":[[4,5,"X"]]}]"#
    static let studio =
        #"[{"id":1,"data":{"text":"Zoë ran"},"annotations":[{"result":[{"type":"labels","value":{"start":0,"#
        + #""end":3,"text":"Zoë","labels":["PER"]}}]}]},{"id":2,"text":"No","label":[{"start":0,"end":2,"labels":["X"]}]}]"#

    @Test(
        "damaged files are read or rejected",
        arguments: [("a.conll", columns), ("a.jsonl", objects), ("b.jsonl", examples), ("a.json", studio)])
    func survives(name: String, content: String) throws {
        let signs = Array("\t \n\r#-OBI{}[]\",:0159\\u😀é\u{FEFF}\0".utf8)
        try FuzzRun(part: 1 / 4, seconds: 0.5).run([name], refusedAs: [.data, .usage]) { seed in
            var generator = SplitMix64(seed: seed)
            var bytes = Array(content.utf8)
            for _ in 0..<1 + generator.next(below: 6) where !bytes.isEmpty {
                let place = generator.next(below: bytes.count)
                switch generator.next(below: 5) {
                case 0: bytes[place] = UInt8(generator.next(below: 256))
                case 1: bytes.insert(signs[generator.next(below: signs.count)], at: place)
                case 2: bytes.remove(at: place)
                case 3: bytes[place] = signs[generator.next(below: signs.count)]
                default: bytes.removeSubrange(place..<min(bytes.count, place + generator.next(below: 30)))
                }
            }
            return [bytes]
        } read: { file in
            var settings = EntityFile(path: file.path)
            settings.misalignedSpans = file.seed % 3 == 0 ? .drop : file.seed % 3 == 1 ? .snap : .stop
            settings.misplacedTags = file.seed % 2 == 0 ? .repair : .reject
            if file.seed % 5 == 0 { settings.offsets = .utf16 }
            let texts = try settings.read()
            _ = texts.findings.summary()
            for text in texts.texts {
                let ends = text.entities.map(\.words.upperBound)
                try FuzzRun.check(
                    text.entities.allSatisfy {
                        !$0.words.isEmpty && $0.words.upperBound <= text.words.count && !$0.type.isEmpty
                    }
                        && zip(ends, text.entities.dropFirst()).allSatisfy { $0 <= $1.words.lowerBound },
                    "entities are not apart")
                try FuzzRun.check(
                    text.words.allSatisfy { !$0.isEmpty && $0.upperBound <= text.text.utf8.count }
                        && zip(text.words, text.words.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound },
                    "words are not apart")
            }
        }
    }

    @Test("random bytes are rejected or read in every format", arguments: EntityFileFormat.allCases)
    func random(format: EntityFileFormat) throws {
        let directory = try TemporaryDirectory()
        for seed in 0..<200 {
            var generator = SplitMix64(seed: UInt64(seed))
            let alphabet: [UInt8] = seed % 2 == 0 ? Array(0...255) : Array("O \n\tB-I[{\"a1,:]}".utf8)
            let bytes = (0..<generator.next(below: 60)).map { _ in alphabet[generator.next(below: alphabet.count)] }
            var file = EntityFile(path: try directory.write("a", .init(bytes)), misalignedSpans: .snap)
            file.format = format
            do {
                _ = try file.read()
            } catch let error as FledgeError {
                #expect(error.category == .data, "seed \(seed): \(error)")
            }
        }
    }
}
