import InputOutput

/// The layout of the JSON objects in a file, and the progress of reading them.
struct JSONRows {
    enum Layout {
        /// One object per line.
        case lines
        /// One array of objects.
        case array
        /// Objects that span several lines, one after the other.
        case objects
    }

    /// The next element that may follow in an array.
    enum Expectation {
        case opening, elementOrEnd, element, separatorOrEnd, nothing
    }

    var layout: Layout?
    var expectation = Expectation.opening
    /// The last of the lines in which no key was found, and the problem with their objects.
    var searchedLine = 0
    var problem: FledgeError?
    /// The line on which the current object begins.
    var line = 0
    /// The names of the members of the first objects, in order of appearance.
    var names: [String] = []

    /// The members of the first objects.
    struct Members {
        /// The names in order of appearance, with the number of objects that have each.
        var counts: [(name: String, count: Int)]
        var objects: Int
        /// The line of the first object, from 1, and the number of lines examined.
        var firstLine: Int
        var lines: Int
    }

    private static let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]

    /// The layout that the beginning of a file shows.
    static func layout(of sample: UnsafeRawBufferPointer) -> Layout {
        var rest = sample[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.drop(while: blanks.contains)
        guard let first = rest.first else { return .lines }
        if first == UInt8(ascii: "[") {
            let next = rest.dropFirst().drop(while: blanks.contains).first
            return [nil, UInt8(ascii: "{"), UInt8(ascii: "]")].contains(next) ? .array : .lines
        }
        guard first == UInt8(ascii: "{") else { return .lines }
        let line = rest.prefix { $0 != 0x0A }
        var scanner = JSONElementScanner()
        guard scanner.end(in: UnsafeRawBufferPointer(rebasing: line)) == nil else { return .lines }
        // The line contains only the beginning of an object. A truncated line would be followed by the next object.
        let next = rest[line.endIndex...].drop(while: blanks.contains).first
        let isAlone = line.dropFirst().allSatisfy(blanks.contains)
        return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") || next == nil && isAlone ? .objects : .lines
    }

    /// The names of the members of the first objects in a sample, with the number of objects that have each.
    static func members(
        of sample: UnsafeRawBufferPointer, _ layout: Layout, limit: Int = 100
    ) -> Members {
        var (index, line, firstLine, objects, seen) = (0, 1, 0, 0, 0)
        var (order, counts): ([String], [String: Int]) = ([], [:])
        while index < sample.count, seen < limit {
            guard sample[index] == UInt8(ascii: "{") else {
                if sample[index] == 0x0A { line += 1 }
                index += 1
                continue
            }
            seen += 1
            var scanner = JSONElementScanner()
            let lineEnd = layout == .lines ? sample[index...].firstIndex(of: 0x0A) ?? sample.count : sample.count
            let content = UnsafeRawBufferPointer(rebasing: sample[index..<lineEnd])
            let length = scanner.end(in: content) ?? content.count
            let object = UnsafeRawBufferPointer(rebasing: content[..<length])
            var names: [String] = []
            var reader = JSONReader(object)
            reader.replacesLoneSurrogates = true
            let isObject: Void? = try? reader.readObject { name, reader in
                names.append(name)
                _ = try reader.readValue()
            }
            if isObject != nil {
                if objects == 0 { firstLine = line }
                objects += 1
                for name in names {
                    if counts[name] == nil { order.append(name) }
                    counts[name, default: 0] += 1
                }
            }
            line += object.count { $0 == 0x0A }
            index = layout == .lines ? lineEnd : index + length
        }
        return Members(
            counts: order.map { ($0, counts[$0] ?? 0) }, objects: objects, firstLine: firstLine, lines: max(line - 1, 1)
        )
    }
}

/// Finds the end of a JSON array or object by its brackets, across pieces of text.
struct JSONElementScanner {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// The position after the end of the element; `nil` if it continues beyond `bytes`.
    mutating func end(in bytes: UnsafeRawBufferPointer) -> Int? {
        for (index, byte) in bytes.enumerated() {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return index + 1 }
            default: break
            }
        }
        return nil
    }
}
