import Checkpoints
import Encoders
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// The files of a model that both Fledge and `transformers` load: weights, configuration, tokenizer.
struct ModelFiles {
    let family: EncoderFamily
    let configuration: ModelConfiguration
    let tokenizer: Tokenizer
    /// The maximum length that the model was trained with, which is stored with the tokenizer.
    let maximumLength: Int
    private let architecture: String
    private static let weightsName = "model.safetensors"

    /// - Parameters:
    ///   - configuration: The configuration of the model in training, with its labels.
    ///   - task: The task's part of the architecture's name, for instance `SequenceClassification`.
    init(
        family: EncoderFamily, configuration: ModelConfiguration, task: String, tokenizer: Tokenizer, maximumLength: Int
    ) {
        self.family = family
        self.tokenizer = tokenizer
        self.maximumLength = maximumLength
        architecture = family.architecture(for: task)
        var configuration = configuration
        configuration.values["architectures"] = .array([.string(architecture)])
        configuration.values["dtype"] = .string("float32")
        configuration.values["torch_dtype"] = nil
        configuration.isQuantized = false
        self.configuration = configuration
    }

    /// The name of a parameter in a checkpoint.
    func checkpointName(_ name: String) -> String {
        family.tensorNames.checkpointName(ofCanonical: name, forArchitecture: architecture)
    }

    /// Writes the files.
    ///
    /// - Parameter settings: Further settings for `config.json`.
    func write(
        to directory: AtomicDirectory, weights: ParameterStore, adding settings: [String: JSONValue] = [:]
    ) throws {
        let tensors = weights.layout.indices.map { index in
            let entry = weights.layout[index]
            return (
                name: checkpointName(entry.name), shape: entry.shape,
                values: UnsafeBufferPointer(weights.values(index))
            )
        }
        try SafetensorsWriter.write(
            to: "\(directory.partialPath)/\(Self.weightsName)", tensors: tensors, metadata: ["format": "pt"])
        try writeDescription(to: directory, adding: settings)
    }

    /// Writes all files except the weights.
    func writeDescription(to directory: AtomicDirectory, adding settings: [String: JSONValue] = [:]) throws {
        var configuration = configuration
        configuration.values.merge(settings) { $1 }
        try configuration.write(to: "\(directory.partialPath)/config.json")
        try tokenizer.save(toDirectory: directory.partialPath, maximumLength: maximumLength)
    }

    /// Reads weights that were written earlier.
    func read(from directory: String, into weights: ParameterStore) throws {
        let file = try SafetensorsFile(path: "\(directory)/\(Self.weightsName)")
        for index in weights.layout.indices {
            try file.read(checkpointName(weights.layout[index].name), into: weights.values(index))
        }
    }
}
