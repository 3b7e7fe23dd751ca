package import Encoders
import InputOutput
package import TensorKernels

/// The modules that follow an encoder, with their weights.
package final class SentenceModules: Sendable {
    /// A module that is ready to run.
    private enum Module: Sendable {
        case pooling([PoolingMode], includesPrompt: Bool)
        case dense(DenseModule)
        case layerNorm(LayerNormModule)
        case normalize
    }

    private let modules: [(module: Module, input: String, output: String)]
    private let pooling: SentencePooling
    /// The number of components of an embedding.
    package let dimension: Int

    /// The shape of vectors, known before any text is processed.
    private struct Vectors {
        var width: Int
        var isPerToken: Bool
    }

    /// Reads the modules' weights.
    ///
    /// - Parameter hiddenSize: The width of the encoder's output.
    /// - Throws: `FledgeError` if a module does not fit the one before it, or if the modules produce no embedding.
    package init(_ pooling: SentencePooling, hiddenSize: Int) throws {
        var vectors = [SentenceStep.tokenEmbeddings: Vectors(width: hiddenSize, isPerToken: true)]
        var modules: [(module: Module, input: String, output: String)] = []
        for step in pooling.steps {
            guard var known = vectors[step.input] else {
                // sentence-transformers skips a normalization of vectors that do not exist.
                if step.operation == .normalize { continue }
                throw FledgeError(
                    .data, at: step.place, "the module's input is missing",
                    expected: "one of \(vectors.keys.sorted().joined(separator: ", "))", found: step.input)
            }
            let module = try Self.module(step, &known)
            vectors[step.output] = known
            modules.append((module, step.input, step.output))
        }
        guard let result = vectors[SentenceStep.sentenceEmbedding], !result.isPerToken else {
            throw FledgeError(
                .data, at: "modules.json", "the modules do not make an embedding of a text's tokens",
                expected: "a module of type Pooling",
                found: pooling.steps.count.counted("module") + " after the encoder")
        }
        self.modules = modules
        self.pooling = pooling
        dimension = min(pooling.dimensions ?? result.width, result.width)
    }

    private static func module(_ step: SentenceStep, _ vectors: inout Vectors) throws -> Module {
        func requireWidth(_ inputs: Int, _ directory: String, _ key: String) throws {
            guard inputs == vectors.width else {
                throw FledgeError(
                    .data, at: "\(directory)/config.json: \(key)", "the module does not fit what comes before it",
                    expected: "\(vectors.width)", found: "\(inputs)")
            }
        }
        switch step.operation {
        case .pooling(let modes, let includesPrompt):
            vectors = Vectors(width: vectors.width * modes.count, isPerToken: false)
            return .pooling(modes, includesPrompt: includesPrompt)
        case .dense(let directory):
            let module = try DenseModule(directory: directory)
            try requireWidth(module.inputs, directory, "in_features")
            vectors.width = module.outputs
            return .dense(module)
        case .layerNorm(let directory):
            let module = try LayerNormModule(directory: directory)
            try requireWidth(module.dimension, directory, "dimension")
            return .layerNorm(module)
        case .normalize: return .normalize
        }
    }

    /// The embeddings of sequences, `[sequences, dimension]`, in the arena.
    ///
    /// - Parameters:
    ///   - hidden: The encoder's output, `[tokens, hidden]`.
    ///   - promptTokens: The number of tokens at the start of each sequence that belong to a prompt.
    package func forward(
        _ hidden: Matrix, _ batch: TokenBatch, promptTokens: Int, arena: Arena, on team: ThreadTeam
    ) -> Matrix {
        var vectors = [SentenceStep.tokenEmbeddings: hidden]
        for (module, input, output) in modules {
            guard let rows = vectors[input] else { continue }
            switch module {
            case .pooling(let modes, let includesPrompt):
                let skipped = includesPrompt ? 0 : promptTokens
                vectors[output] = Self.concatenated(
                    modes.map { $0.pool(rows, batch, skippedTokens: skipped, arena: arena) }, arena: arena)
            case .dense(let dense): vectors[output] = dense.forward(rows, arena: arena, on: team)
            case .layerNorm(let norm): vectors[output] = norm.forward(rows, arena: arena)
            case .normalize:
                let copy = arena.matrix(rows: rows.rows, columns: rows.columns)
                _ = copy.elements.update(fromContentsOf: rows.elements)
                copy.normalizeRows()
                vectors[output] = copy
            }
        }
        guard let whole = vectors[SentenceStep.sentenceEmbedding] else {
            preconditionFailure("the modules were checked to make an embedding")
        }
        let result = whole.columns == dimension ? whole : Self.firstColumns(dimension, of: whole, arena: arena)
        if pooling.normalizesTruncated { result.normalizeRows() }
        return result
    }

    private static func concatenated(_ parts: [Matrix], arena: Arena) -> Matrix {
        guard parts.count != 1, let first = parts.first else { return parts[0] }
        let result = arena.matrix(rows: first.rows, columns: parts.reduce(0) { $0 + $1.columns })
        for row in 0..<result.rows {
            var target = result.row(row)
            for part in parts {
                target.update(from: part.row(row), count: part.columns)
                target += part.columns
            }
        }
        return result
    }

    private static func firstColumns(_ count: Int, of matrix: Matrix, arena: Arena) -> Matrix {
        let result = arena.matrix(rows: matrix.rows, columns: count)
        for row in 0..<result.rows { result.row(row).update(from: matrix.row(row), count: count) }
        return result
    }
}

extension SentenceStep {
    /// The module's directory, for messages.
    fileprivate var place: String {
        switch operation {
        case .dense(let directory), .layerNorm(let directory): directory
        case .pooling, .normalize: "modules.json"
        }
    }
}
