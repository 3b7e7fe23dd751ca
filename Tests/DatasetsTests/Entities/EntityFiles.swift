import Datasets
import Entities
import InputOutput
import TestSupport
import Testing

/// A file of entities with the expected result: the texts, or the error.
struct EntityFileCase: Sendable, CustomTestStringConvertible {
    var what: String
    var name: String
    var content: String
    var expected: String
    /// The reader's settings.
    var settings: @Sendable (inout EntityFile) -> Void

    var testDescription: String { what }

    init(
        _ what: String, _ name: String, _ content: String, _ expected: String,
        settings: @escaping @Sendable (inout EntityFile) -> Void = { _ in }
    ) {
        self.what = what
        self.name = name
        self.content = content
        self.expected = expected
        self.settings = settings
    }

    func read(in directory: TemporaryDirectory) throws -> EntityTexts {
        var file = EntityFile(path: try directory.write(name, content))
        settings(&file)
        return try file.read()
    }

    /// The texts, or the error, with FILE for the path.
    func outcome(in directory: TemporaryDirectory) throws -> String {
        let path = "\(directory.path)/\(name)"
        var outcome = ""
        let error = message {
            let texts = try read(in: directory)
            outcome = (texts.texts.map(Self.written) + [texts.findings.summary()]).filter { !$0.isEmpty }
                .joined(separator: "\n")
        }
        return (error ?? outcome).replacing(path, with: "FILE")
    }

    /// A text as `line: words [TYPE entity]`, with a bar between words that are not separated in the text.
    static func written(_ text: EntityText) -> String {
        var result = "\(text.line):"
        for index in text.words.indices {
            let starts = text.entities.first { $0.words.lowerBound == index }
            let isApart = index == 0 || text.words[index - 1].upperBound < text.words[index].lowerBound
            result += isApart ? " " : "|"
            if let starts { result += "[\(starts.type) " }
            result += text.word(index)
            if text.entities.contains(where: { $0.words.upperBound == index + 1 }) { result += "]" }
        }
        return result
    }
}
