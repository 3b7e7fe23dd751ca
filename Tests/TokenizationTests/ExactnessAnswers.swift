import Foundation
import Hashing
import InputOutput
import Tokenization

/// The integers of the items in a section, as record_exactness.py defines them.
struct ExactnessAnswers {
    private(set) var numbers: [Int32] = []
    /// The end of each item.
    private var ends: [Int] = []

    var itemCount: Int { ends.count }

    /// Ends an item, which consists of everything appended since the last one.
    mutating func endItem() { ends.append(numbers.count) }

    mutating func append(_ number: Int) { numbers.append(Int32(number)) }

    /// Appends an encoding; in calls, also the types and texts of its tokens.
    mutating func append(_ encoding: Encoding, ofCall isCall: Bool = false) {
        let alignment = encoding.alignment ?? []
        append(encoding.ids.count)
        numbers.append(contentsOf: encoding.ids)
        for token in alignment {
            let range = token.characterRange
            append(range.lowerBound)
            append(range.upperBound)
        }
        for token in alignment {
            let range = token.byteRange
            append(range.lowerBound)
            append(range.upperBound)
        }
        for token in alignment { append(token.word ?? -1) }
        guard isCall else { return }
        numbers.append(contentsOf: encoding.typeIDs)
        for token in alignment { append(token.text ?? -1) }
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the numbers, each as four little-endian bytes.
    var digest: String {
        var hash = IncrementalHash(.sha256)
        numbers.map(\.littleEndian).withUnsafeBytes { hash.update($0) }
        let value = hash.digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The numbers, one item per line.
    var lines: String {
        var start = 0
        var text = ""
        for end in ends {
            text += numbers[start..<end].map(String.init).joined(separator: " ") + "\n"
            start = end
        }
        return text
    }
}

/// A setting of the MiniLM vocabulary with recorded answers, and one section of them.
struct ExactnessSection {
    let setting: String
    let kind: String
    let number: Int
    let recordedDigest: String

    /// The sections of a kind.
    static func all(_ setting: String, _ kind: String) throws -> [ExactnessSection] {
        let text = String(decoding: try Fixture.data("exactness/\(setting).txt"), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count == 3, fields[0] == kind, let number = Int(fields[1]) else { return nil }
            return ExactnessSection(setting: setting, kind: kind, number: number, recordedDigest: String(fields[2]))
        }
    }

    /// `nil` if the answers equal those of the reference, otherwise how to find the first that differs.
    func complaint(_ answers: ExactnessAnswers) -> String? {
        guard answers.digest != recordedDigest else { return nil }
        let name = "fledge-exactness-\(setting)-\(kind)-\(number).txt"
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        let content = "\(setting) \(kind) \(number)\n\(answers.lines)"
        guard FileManager.default.createFile(atPath: file, contents: Data(content.utf8)) else {
            return "\(setting) \(kind) \(number) differs; \(file) cannot be written"
        }
        return "\(setting) \(kind) \(number) differs: python record_exactness.py MODEL_DIR --diff \(file)"
    }

    /// The complaints about sections that are processed on all cores.
    static func complaints(
        _ sections: [ExactnessSection], answers: @Sendable (Int) throws -> ExactnessAnswers
    ) throws -> [String] {
        var results = [Result<String?, any Error>](repeating: .success(nil), count: sections.count)
        results.withUnsafeMutableBufferPointer { results in
            // Each iteration writes only its own element, once.
            nonisolated(unsafe) let results = results
            DispatchQueue.concurrentPerform(iterations: sections.count) { index in
                results[index] = Result { sections[index].complaint(try answers(sections[index].number)) }
            }
        }
        return try results.compactMap { try $0.get() }
    }
}
