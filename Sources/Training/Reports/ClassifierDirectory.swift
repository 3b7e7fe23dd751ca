import Checkpoints
import Encoders
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// What a training run leaves behind: a directory that `transformers` loads as it is.
struct ClassifierDirectory {
    let prepared: PreparedTraining
    let summary: TrainingSummary

    /// Writes all files aside and puts the directory in place.
    func write(to path: String, overwrite: Bool) throws {
        let directory = try AtomicDirectory(path: path, overwrite: overwrite)
        do {
            try writeFiles(to: directory)
        } catch var error as FledgeError {
            // The user knows the directory by its final name.
            error.place = error.place?.replacingOccurrences(of: directory.partialPath, with: path)
            throw error
        }
        try directory.commit()
    }

    private func writeFiles(to directory: AtomicDirectory) throws {
        let parameters = prepared.model.parameters
        let tensors = parameters.layout.indices.map { index in
            let entry = parameters.layout[index]
            return (
                name: family.tensorNames.checkpointName(ofCanonical: entry.name, forArchitecture: architecture),
                shape: entry.shape, values: UnsafeBufferPointer(parameters.values(index))
            )
        }
        try SafetensorsWriter.write(
            to: "\(directory.partialPath)/model.safetensors", tensors: tensors, metadata: ["format": "pt"])
        try configuration.write(to: "\(directory.partialPath)/config.json")
        try prepared.tokenizer.save(
            toDirectory: directory.partialPath, maximumLength: prepared.plan.lengthLimit.tokens)
        try directory.writeFile("README.md", ModelCard(prepared: prepared, summary: summary).text)
        try directory.writeFile("training.json", Array(record()))
    }

    private var family: EncoderFamily { prepared.model.encoder.configuration.family }
    private var architecture: String { family.architecture(for: "SequenceClassification") }

    private var configuration: ModelConfiguration {
        var configuration = prepared.model.configuration
        configuration.values["architectures"] = .array([.string(architecture)])
        configuration.values["problem_type"] = .string("single_label_classification")
        configuration.values["dtype"] = .string("float32")
        configuration.values["torch_dtype"] = nil
        configuration.isQuantized = false
        return configuration
    }

    private struct Record: Encodable {
        let baseModel: String, training: String, validation: String?
        let recipe: TrainingRecipe
        let summary: TrainingSummary
    }

    private func record() throws -> Data {
        try JSONEncoder.forResults.encode(
            Record(
                baseModel: prepared.settings.model, training: prepared.settings.training.path,
                validation: prepared.settings.validation?.path, recipe: prepared.settings.recipe, summary: summary))
    }
}
