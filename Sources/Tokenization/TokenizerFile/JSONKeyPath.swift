import InputOutput

/// The path from the root of a JSON text to a value in it.
struct JSONKeyPath: Equatable {
    enum Step: Equatable {
        case member(String)
        case element(Int)
    }

    private(set) var steps: [Step] = []

    func appending(_ member: String) -> JSONKeyPath { JSONKeyPath(steps: steps + [.member(member)]) }

    func appending(_ element: Int) -> JSONKeyPath { JSONKeyPath(steps: steps + [.element(element)]) }

    /// The path without its last step.
    var parent: JSONKeyPath { JSONKeyPath(steps: steps.dropLast()) }

    /// The offset of the value in a text; `nil` if there is no such value, or if the text is not JSON.
    func offset(in bytes: UnsafeRawBufferPointer) -> Int? {
        var here = JSONKeyPath()
        var offset: Int?
        var reader = JSONReader(bytes)
        try? here.walk(&reader) { path, position in
            // Of two members with the same name, the later one counts.
            if path == self { offset = position }
        }
        return offset
    }

    /// The value in which a text stops being JSON; the root if it does not.
    static func toSyntaxError(in bytes: UnsafeRawBufferPointer) -> JSONKeyPath {
        var here = JSONKeyPath()
        var reader = JSONReader(bytes)
        try? here.walk(&reader) { _, _ in }
        return here
    }

    /// Reads a value and calls `visit` with the path and the start of each value in it; after an error, the path stays
    /// at the error.
    private mutating func walk(
        _ reader: inout JSONReader, _ visit: (JSONKeyPath, _ start: Int) -> Void
    ) throws {
        let first = reader.nextByte()
        visit(self, reader.position)
        switch first {
        case UInt8(ascii: "{"):
            try reader.readObject { name, reader in
                steps.append(.member(name))
                try walk(&reader, visit)
                steps.removeLast()
            }
        case UInt8(ascii: "["):
            try walkElements(&reader, visit)
        default:
            _ = try reader.readValue()
        }
    }

    private mutating func walkElements(
        _ reader: inout JSONReader, _ visit: (JSONKeyPath, _ start: Int) -> Void
    ) throws {
        guard steps.count < JSONReader.nestingLimit else { throw reader.unexpected("fewer nested arrays") }
        reader.advance()
        if reader.nextByte() == UInt8(ascii: "]") { return reader.advance() }
        var element = 0
        while true {
            steps.append(.element(element))
            try walk(&reader, visit)
            steps.removeLast()
            let separator = reader.nextByte()
            guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: "]") else {
                throw reader.unexpected("',' or ']'")
            }
            reader.advance()
            if separator == UInt8(ascii: "]") { return }
            element += 1
        }
    }
}

extension JSONKeyPath: CustomStringConvertible {
    /// The path in code notation, for instance `post_processor.single[1]`.
    var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += "[\(index)]"
            }
        }
    }
}
