public import Checkpoints
public import Encoders
import InputOutput
public import TensorKernels

/// A BERT encoder that predicts masked pieces, and the parameters of encoder and head.
public struct MaskedLanguageModel: Sendable {
    /// A token of a batch and the piece to be predicted for it.
    public struct Target: Sendable, Equatable {
        /// The index of the token in the batch.
        public let token: Int
        /// The vocabulary id to be predicted.
        public let id: Int

        public init(token: Int, id: Int) {
            self.token = token
            self.id = id
        }
    }

    public let configuration: ModelConfiguration
    public let encoder: TransformerEncoder
    public let head: MaskedLanguageModelHead
    public let parameters: ParameterStore
    /// The outcome for each tensor of the checkpoint.
    public let report: LoadReport

    /// Loads a checkpoint that has the head, as saved from `BertForMaskedLM` and `BertForPreTraining`.
    ///
    /// - Parameter allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    /// - Throws: `FledgeError` naming the file and the problem.
    public init(directory: String, allowance: LoadAllowance = LoadAllowance()) throws {
        configuration = try ModelConfiguration(directory: directory)
        let settings = try EncoderConfiguration(configuration)
        guard settings.family == .bert else {
            throw FledgeError(
                .data, at: "\(configuration.path): model_type", "this family's head for masks is not supported",
                expected: EncoderFamily.bert.modelType, found: settings.family.modelType)
        }
        guard try configuration.boolean("tie_word_embeddings", default: true) else {
            throw FledgeError(
                .data, at: "\(configuration.path): tie_word_embeddings",
                "a decoder with weights of its own is not supported", expected: "true", found: "false")
        }
        var layout = ParameterLayout()
        encoder = TransformerEncoder(settings, in: &layout)
        head = MaskedLanguageModelHead(on: encoder, in: &layout)
        (parameters, report) = try ParameterStore.load(
            layout, from: Checkpoint.weights(directory: directory), names: settings.family.tensorNames,
            isUnused: { settings.family.isUnused($0, withClassificationHead: false) }, allowance: allowance)
    }

    /// The logits of every token of a batch, `[tokens, vocabulary]`, in the context's arena.
    public func logits(_ batch: TokenBatch, _ context: PassContext) -> Matrix {
        head.forward(encoder.forward(batch, context), context).logits
    }

    /// The logits of some tokens of a batch, `[tokens, vocabulary]`, in the context's arena.
    public func logits(_ batch: TokenBatch, of tokens: [Int], _ context: PassContext) -> Matrix {
        head.forward(encoder.forward(batch, context).gathered(tokens, in: context.arena), context).logits
    }

    /// Runs one forward and backward pass, and adds the gradients of the loss to the context's.
    ///
    /// - Parameters:
    ///   - targets: The predictions to train. Logits are computed for these tokens only.
    ///   - weight: The factor of each target's loss: one over their number for a mean.
    /// - Returns: The weighted sum of the losses.
    public func addGradients(
        _ batch: TokenBatch, targets: [Target], weight: Double, _ context: PassContext
    ) -> Double {
        guard !targets.isEmpty else { return 0 }
        let arena = context.arena
        let (hidden, saved) = encoder.forwardForTraining(batch, context)
        let guessed = arena.matrix(rows: targets.count, columns: hidden.columns)
        for (row, target) in targets.enumerated() {
            guessed.row(row).update(from: hidden.row(target.token), count: hidden.columns)
        }
        let (logits, headSaved) = head.forward(guessed, context)
        let logitsGradient = arena.matrix(rows: logits.rows, columns: logits.columns)
        let loss = CrossEntropy.loss(
            logits, labels: targets.map(\.id), weight: weight, gradient: logitsGradient)
        let guessedGradient = head.backward(logitsGradient, saved: headSaved, stopping: saved.isFrozen, context)
        guard let guessedGradient else { return loss }
        let gradient = arena.matrix(rows: hidden.rows, columns: hidden.columns)
        gradient.elements.update(repeating: 0)
        for (row, target) in targets.enumerated() {
            // A token may be a target more than once.
            let sum = gradient.rows(target.token..<target.token + 1)
            sum.add(guessedGradient.rows(row..<row + 1), rows: 0..<1)
        }
        encoder.backward(gradient, batch: batch, saved: saved, context)
        return loss
    }
}
