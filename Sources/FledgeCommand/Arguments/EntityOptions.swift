public import ArgumentParser
public import Datasets
public import Entities
import Training

/// The format of files with entities.
struct EntityDataOptions: ParsableArguments {
    @Option(
        help: """
            Format of files with entities: conll (one word per line), csv (a table with column names), jsonl (texts \
            with spans, or words with tags), spacy or label-studio (default: detected).
            """)
    var entityFormat: EntityFileFormat?
    @Option(
        parsing: .unconditional,
        help: """
            Column of the words in CoNLL files, from 1, or -1 for the last (default: the first that does not number \
            words or sentences).
            """)
    var wordColumn: Int?
    @Option(
        parsing: .unconditional,
        help: "Column of the tags, counted in the same way (default: the last one with tags).")
    var tagColumn: Int?
    @Option(
        help: """
            Column separator in CoNLL files: tab, spaces or a character; automatic means tab if the first line has \
            one, else spaces.
            """)
    var columnSeparator: EntityColumns.Separator = .automatic
    @Option(
        help: """
            Unit of span offsets: scalars (Unicode characters, as in Python), utf16 or bytes (default: scalars, \
            unless the spans repeat their text and fit only another unit).
            """)
    var spanOffsets: OffsetUnit?
    @Option(
        help: """
            Names of tags that are given by number, in order, separated by commas (default: those in \
            dataset_info.json, if there is one).
            """)
    var tagNames: String?
    @Option(
        help: """
            Handling of spans that end within words, overlap or lie outside the text: stop, drop, or snap to whole \
            words.
            """)
    var misalignedSpans = MisalignmentPolicy.stop
    @Option(help: "Handling of tags that are invalid at their place, such as I after O.")
    var misplacedTags = MisplacedTagPolicy.repair

    /// Applies the options to a file.
    func apply(to file: inout LabelledFile) {
        file.entities.format = entityFormat
        file.entities.columns = EntityColumns(word: wordColumn, tag: tagColumn, separator: columnSeparator)
        file.entities.offsets = spanOffsets
        file.entities.tagNames = tagNames?.split(separator: ",").map(String.init) ?? []
        file.entities.misalignedSpans = misalignedSpans
        file.entities.misplacedTags = misplacedTags
    }
}

/// The training of named-entity recognizers.
struct EntityRecipeOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(help: "With --task entities: tag scheme that the model learns.")
    var tagScheme = standard.tagScheme
    @Flag(help: "With --task entities: train on all pieces of a word, not only on the first.")
    var labelAllPieces = false
    @Flag(
        help: """
            With --task entities: add a conditional random field, which scores the tags of adjacent words together.
            """)
    var crf = false
    @Option(
        help: """
            With --task entities: number of tokens that a window of a long text shares with the previous one \
            (default: a quarter of the window).
            """
    )
    var stride: Int?

    func apply(to recipe: inout TrainingRecipe) {
        recipe.tagScheme = tagScheme
        recipe.learnsAllPieces = labelAllPieces
        recipe.usesConditionalRandomField = crf
        recipe.windowStride = stride
    }
}

extension EntityFileFormat: ExpressibleByArgument {}
extension OffsetUnit: ExpressibleByArgument {}
extension MisalignmentPolicy: ExpressibleByArgument {}
extension MisplacedTagPolicy: ExpressibleByArgument {}
extension TagScheme: ExpressibleByArgument {}

extension EntityColumns.Separator: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "tab": self = .tab
        case "spaces": self = .spaces
        default:
            guard let character = argument.first, argument.count == 1, character.isASCII else { return nil }
            self = .character(character)
        }
    }

    public var defaultValueDescription: String { "automatic" }
}
