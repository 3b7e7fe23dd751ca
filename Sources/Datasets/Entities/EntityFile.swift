import Foundation
import InputOutput

/// A file of texts with entities, and the settings for reading it.
public struct EntityFile: Sendable {
    /// The path of the file.
    public var path: String
    /// The format of the file; `nil` to detect it from the content.
    public var format: EntityFileFormat?
    /// The character encoding; `nil` for UTF-8, or for UTF-16 if there is a byte order mark.
    public var encoding: TextEncoding?
    /// The positions of words and tags in CoNLL columns.
    public var columns = EntityColumns()
    /// The unit of offsets. `nil` for scalars, except in texts whose spans repeat their own text and agree with it only
    /// in another unit.
    public var offsets: OffsetUnit?
    /// The names of tags that are given as numbers, in the order of the numbers.
    public var tagNames: [String] = []
    /// The treatment of spans that do not cover whole words or that overlap.
    public var misalignedSpans: MisalignmentPolicy
    /// The treatment of tags that the scheme does not allow at their positions.
    public var misplacedTags: MisplacedTagPolicy

    public init(
        path: String, format: EntityFileFormat? = nil, misalignedSpans: MisalignmentPolicy = .stop,
        misplacedTags: MisplacedTagPolicy = .repair
    ) {
        self.path = path
        self.format = format
        self.misalignedSpans = misalignedSpans
        self.misplacedTags = misplacedTags
    }

    /// Reads all texts.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `noInput` if the file cannot be read, `data` with the place
    ///   for anything that cannot be interpreted or that the policies reject, `usage` for impossible columns.
    public func read() throws -> EntityTexts {
        let raw = try mappedFile()
        let file = try raw.withLineFeeds()
        var collector = EntityCollector(self)
        let format = try detectedFormat(of: file)
        var reading = EntityFileReading(format: format)
        reading.endsLinesWithCarriageReturns = file !== raw
        switch format {
        case .conll:
            var columnReader = try ColumnFileReader(self, file: file)
            reading.columns = columnReader.columns
            try columnReader.read(into: &collector)
        case .csv:
            var tableReader = try EntityTableReader(self)
            reading.columns = tableReader.columns
            try tableReader.read(into: &collector)
        case .jsonl:
            try readItems(of: file) { value, place in
                try SpanObjectReader(self, at: place).read(value, into: &collector)
            }
        case .spacy:
            try readItems(of: file) { value, place in
                try SpaCyReader(self, at: place).read(value, into: &collector)
            }
        case .labelStudio:
            var reader = LabelStudioReader(self)
            try readItems(of: file) { value, place in try reader.read(value, at: place, into: &collector) }
        }
        return try collector.finished(reading)
    }

    /// The content. The whole file is read more than once, which pipes and devices do not allow.
    private func mappedFile() throws -> MappedFile {
        var status = stat()
        if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
            throw FledgeError(
                .noInput, at: path, "is not a regular file", expected: "a file on disk",
                advice: "store the data in a file first")
        }
        return try MappedFile(path: path).decoded(from: encoding)
    }

    private func readItems(of file: MappedFile, _ body: (JSONValue, EntityPlace) throws -> Void) throws {
        try JSONItems(file: file).read(body)
    }
}
