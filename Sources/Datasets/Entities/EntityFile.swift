import Foundation
import InputOutput

/// A file of texts with entities, and how it is to be read.
public struct EntityFile: Sendable {
    /// The file.
    public var path: String
    /// How the file is written; `nil` for what its content looks like.
    public var format: EntityFileFormat?
    /// How characters are written; `nil` for UTF-8, and UTF-16 where a byte order mark says so.
    public var encoding: TextEncoding?
    /// Where words and tags stand, in CoNLL columns.
    public var columns = EntityColumns()
    /// What offsets count. `nil` for scalars, except in texts whose spans repeat their own text and agree with it only in
    /// another unit.
    public var offsets: OffsetUnit?
    /// The names of tags that are given by their numbers, in the order of these.
    public var tagNames: [String] = []
    /// What becomes of spans that do not hold whole words or overlap.
    public var misalignedSpans: MisalignmentPolicy
    /// What becomes of tags that the scheme does not allow where they stand.
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
    /// - Throws: ``InputOutput/FledgeError`` with category `noInput` where the file cannot be read, `data` with the place
    ///   for anything in it that cannot be understood or that the policies refuse, `usage` for impossible columns.
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

    /// The content; the whole file is looked at more than once, which pipes and devices do not allow.
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
