import Checkpoints
import Datasets
import Encoders
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Changes rows each time they are seen, so that the model becomes invariant to small changes of wording.
struct RowAugmenter {
    private let augmentation: TextAugmentation
    private let replacement: MaskedWordReplacement?

    /// Returns `nil` if the recipe changes nothing.
    ///
    /// - Parameter model: The directory of the pretrained model, whose masked-language-model head proposes
    ///   replacements.
    /// - Throws: `FledgeError` if words are to be replaced and the model has no such head.
    init?(_ recipe: TrainingRecipe, tokenizer: Tokenizer, model directory: String, precision: Precision) throws {
        let settings = TextAugmentation.Settings(
            dropout: recipe.wordDropout, swap: recipe.wordSwap, replacement: recipe.wordReplacement)
        guard settings.isActive else { return nil }
        let mask = tokenizer.maskTokenID
        if settings.replacement > 0, mask == nil {
            throw FledgeError(
                .data, at: directory, "the tokenizer has no mask token, so words cannot be replaced",
                expected: "[MASK] in the vocabulary")
        }
        augmentation = TextAugmentation(
            settings,
            roles: TokenRoles(
                continuesWord: tokenizer.continuingPieces,
                specialIDs: tokenizer.specialTokenIDs.union(mask.map { [$0] } ?? []),
                maskID: mask),
            seed: recipe.seed)
        replacement =
            settings.replacement > 0 ? try MaskedWordReplacement(directory: directory, precision: precision) : nil
    }

    /// The rows as they are seen in an epoch.
    ///
    /// - Parameter numbers: The rows' indices in the dataset, which the random choices derive from.
    func augmented(_ rows: [EncodedRow], numbers: [Int], epoch: Int) throws -> [EncodedRow] {
        try augmentation.apply(to: rows, indices: numbers, epoch: epoch, replacement: replacement)
    }
}

/// Draws replacements for masked words from the predictions of a model's own masked-language-model head.
private final class MaskedWordReplacement: WordReplacement {
    private let model: MaskedLanguageModel
    private let packed: PackedWeights?
    private let arena = Arena()
    /// The number of the most probable pieces to draw from.
    private static let candidateCount = 10

    init(directory: String, precision: Precision) throws {
        let weights = try Checkpoint.weights(directory: directory)
        guard weights.allTensors.contains(where: { $0.name.contains("cls.predictions.") }) else {
            throw FledgeError(
                .data, at: directory, "the model has no masked-language-model head, so words cannot be replaced",
                expected: "a checkpoint such as bert-base-uncased, with cls.predictions",
                advice: "omit --word-replacement; --word-dropout and --word-swap need no such head")
        }
        model = try MaskedLanguageModel(directory: directory)
        packed = PackedWeights(precision, model.encoder.shapes, of: model.parameters, on: .shared)
    }

    func pieces(for texts: [MaskedWords]) throws -> [[Int32?]] {
        var batch = TokenBatch()
        var masks: [Int] = []
        for text in texts {
            masks += text.positions.map { batch.tokenCount + $0 }
            batch.append(ids: text.ids, typeIDs: text.typeIDs)
        }
        arena.reset()
        let logits = model.logits(
            batch, of: masks,
            PassContext(parameters: model.parameters, packed: packed, arena: arena, team: .shared))
        let draws = texts.flatMap(\.draws)
        let drawn = draws.indices.map { Self.draw(logits.rows($0..<$0 + 1).elements, draws[$0]) }
        var next = 0
        return texts.map { text in
            defer { next += text.positions.count }
            return Array(drawn[next..<next + text.positions.count])
        }
    }

    /// Draws one of the most probable pieces in proportion to their probabilities.
    private static func draw(_ logits: UnsafeMutableBufferPointer<Float>, _ number: Double) -> Int32? {
        let best = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }.prefix(candidateCount)
        let probabilities = CrossEntropy.probabilities(logits: best.map { logits[$0] })
        var left = number
        for (piece, probability) in zip(best, probabilities) {
            left -= Double(probability)
            if left < 0 { return Int32(piece) }
        }
        return best.last.map(Int32.init)
    }
}
