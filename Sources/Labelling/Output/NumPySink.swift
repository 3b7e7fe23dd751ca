import Foundation

/// Writes vectors as a NumPy array, whose header gets the number of rows in the end.
final class NumPySink: LabelSink {
    let keepsPlaces = true
    private let file: ResumableFile
    private let width: Int

    /// - Parameter width: The number of elements of a vector.
    init(_ file: ResumableFile, width: Int) throws {
        self.file = file
        self.width = width
        if file.length == 0 {
            try NumPyHeader.bytes(rows: 0, width: width).withUnsafeBytes { try file.write($0) }
        }
    }

    func append(_ rows: [OutputRow], layout: OutputLayout?) throws {
        let numbers = rows.flatMap { $0.vector(width: width) }
        try numbers.withUnsafeBytes { try file.write($0) }
    }

    func synchronize() throws -> Int { try file.synchronize() }

    func complete(layout: OutputLayout?) throws {
        let rows = (file.length - NumPyHeader.length) / (width * MemoryLayout<Float>.size)
        try file.overwriteStart(NumPyHeader.bytes(rows: rows, width: width))
    }

    func discard() { file.discard() }
}

/// Writes vectors as a NumPy array to an output that is not seekable, by way of an unnamed file.
final class NumPyStreamSink: LabelSink {
    let keepsPlaces = true
    private let array: NumPyArray
    private let output: any ByteOutput

    init(_ output: any ByteOutput, width: Int) throws {
        self.output = output
        array = try NumPyArray(width: width)
    }

    func append(_ rows: [OutputRow], layout: OutputLayout?) throws {
        for row in rows { try array.append(row.vector(width: array.width)) }
    }

    func synchronize() -> Int { 0 }

    func complete(layout: OutputLayout?) throws { try array.write(to: output) }

    func discard() {}
}

extension OutputRow {
    /// The row's vector; all NaN if it has none.
    fileprivate func vector(width: Int) -> [Float] {
        if case .numbers(let numbers) = values.first { return numbers }
        return [Float](repeating: .nan, count: width)
    }
}
