public import ArgumentParser
public import Datasets
public import Entities
import Training

/// How files with entities are read.
struct EntityDataOptions: ParsableArguments {
    @Option(
        help: """
            How files with entities are written: conll (a word a line), csv (a table with a line of names), jsonl (texts \
            with spans, or words with tags), spacy or label-studio; by default what they look like.
            """)
    var entityFormat: EntityFileFormat?
    @Option(
        parsing: .unconditional,
        help: """
            Column of the words in CoNLL files, from 1; -1 is the last one (default: the first that does not number words or \
            sentences).
            """)
    var wordColumn: Int?
    @Option(
        parsing: .unconditional,
        help: "Column of the tags, in the same way (default: the last or, if that has no tags, the last that has).")
    var tagColumn: Int?
    @Option(help: "What stands between the columns: tab, spaces, or a character (default: tab where there is one).")
    var columnSeparator: EntityColumns.Separator = .automatic
    @Option(help: "What offsets of spans count: scalars (characters, as Python counts), utf16 or bytes.")
    var spanOffsets: OffsetUnit?
    @Option(help: "The names of tags that are given by number, in their order, with commas between.")
    var tagNames: String?
    @Option(
        help: """
            What becomes of spans that end within words, overlap or lie outside the text: stop, drop, or snap to whole \
            words.
            """)
    var misalignedSpans = MisalignmentPolicy.stop
    @Option(help: "What becomes of tags that may not stand where they do, such as I after O: repair or refuse.")
    var misplacedTags = MisplacedTagPolicy.repair

    /// Has a file's entities read as the options say.
    func apply(to file: inout LabelledFile) {
        file.entities.format = entityFormat
        file.entities.columns = EntityColumns(word: wordColumn, tag: tagColumn, separator: columnSeparator)
        file.entities.offsets = spanOffsets
        file.entities.tagNames = tagNames?.split(separator: ",").map(String.init) ?? []
        file.entities.misalignedSpans = misalignedSpans
        file.entities.misplacedTags = misplacedTags
    }
}

/// How entities are learned.
struct EntityRecipeOptions: ParsableArguments {
    private static let standard = TrainingRecipe()

    @Option(help: "With --task entities: the scheme of the tags that the model learns: iob1, iob2, bioes or bilou.")
    var tagScheme = standard.tagScheme
    @Flag(help: "With --task entities: have all pieces of a word learn its tag, and not the first one alone.")
    var labelAllPieces = false
    @Flag(help: "With --task entities: have the tags of neighbours score together (a conditional random field).")
    var crf = false
    @Option(
        help:
            "With --task entities: tokens that a window of a long text shares with the one before it (default: a quarter)."
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
