import Checkpoints
import Foundation
import InputOutput
import TensorKernels

/// The directory next to the output that holds a run's checkpoints, so that an interrupted run can be resumed.
///
/// Each `checkpoint-<step>` in it appears complete or not at all, and is a usable model. The latest ones and the best
/// are kept.
final class TrainingCheckpoints {
    let path: String
    /// The number of updates between two checkpoints; `nil` for none within epochs.
    let interval: Int?
    /// A checkpoint is written after an epoch if the previous one is at least this old, in seconds.
    let spacing: Double
    private let keepCount: Int
    let fingerprint: RunFingerprint
    private let model: ModelFiles

    /// The path of the directory for an output.
    static func path(forOutput output: String) -> String {
        "\(OutputPath.withoutTrailingSlashes(output)).checkpoints"
    }

    /// - Parameter model: The files that make a checkpoint a model.
    init(
        output: String, interval: Int?, spacing: Double, keepCount: Int, fingerprint: RunFingerprint, model: ModelFiles
    ) {
        path = Self.path(forOutput: output)
        self.interval = interval
        self.spacing = spacing
        self.keepCount = keepCount
        self.fingerprint = fingerprint
        self.model = model
    }

    /// The steps of all existing checkpoints, in ascending order.
    static func steps(in path: String) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
        }.sorted()
    }

    private static let prefix = "checkpoint-"
    private static let stateName = "training_state.json"
    private static let tensorsName = "training_state.safetensors"

    private func directory(step: Int) -> String { "\(path)/\(Self.prefix)\(step)" }

    /// The content of the state's file.
    fileprivate struct Content: Codable {
        let fingerprint: RunFingerprint
        let state: TrainerState
    }

    /// A checkpoint that has been found.
    struct Checkpoint {
        let step: Int
        fileprivate let content: Content
        fileprivate let weights: SafetensorsFile

        var state: TrainerState { content.state }

        /// Reads a tensor into its place.
        ///
        /// - Throws: `FledgeError` if it is missing or has another shape.
        func read(_ tensor: TrainingTensor) throws {
            let place = "\(weights.path): tensor \(tensor.name)"
            guard let found = weights.tensor(named: tensor.name), found.shape == tensor.shape else {
                throw FledgeError(
                    .data, at: place, "the checkpoint does not belong to this run", expected: "shape \(tensor.shape)",
                    found: weights.tensor(named: tensor.name).map { "\($0.shape)" } ?? "no such tensor",
                    advice: "start over with --overwrite")
            }
            try weights.read(tensor.name, into: tensor.values)
        }
    }

    /// The latest checkpoint; `nil` if there is none.
    ///
    /// - Parameter allowsChanges: Allows the run to resume with other data or settings than it began with.
    /// - Throws: `FledgeError` that names the differences if they are not allowed.
    func latest(allowsChanges: Bool) throws -> Checkpoint? {
        guard let step = Self.steps(in: path).last else { return nil }
        let checkpoint = try checkpoint(step: step)
        if !allowsChanges {
            try requireSame(
                checkpoint.content.fingerprint, at: directory(step: step),
                advice: "restore them, pass --resume-changed to continue anyway, or --overwrite to start over")
        }
        return checkpoint
    }

    /// Checks that another run depended on exactly what this one does.
    ///
    /// - Throws: `FledgeError` that names the differences.
    func requireSame(_ other: RunFingerprint, at place: String, advice: String) throws {
        let differences = try fingerprint.differences(from: other)
        guard !differences.isEmpty else { return }
        throw FledgeError(
            .data, at: place, "the run started with different data or settings",
            found: differences.joined(separator: "; "),
            advice: advice)
    }

    /// The checkpoint that was written after an update.
    ///
    /// - Throws: `FledgeError` if its files cannot be read.
    private func checkpoint(step: Int) throws -> Checkpoint {
        let directory = directory(step: step)
        let file = "\(directory)/\(Self.stateName)"
        let content: Content
        do {
            content = try JSONDecoder().decode(Content.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw FledgeError(
                .data, at: file, "the checkpoint's state cannot be read", found: "\(error)",
                advice: "remove \(directory) to continue from the previous checkpoint, or start over with --overwrite")
        }
        return Checkpoint(
            step: step, content: content, weights: try SafetensorsFile(path: "\(directory)/\(Self.tensorsName)"))
    }

    /// Writes a checkpoint and removes those that are no longer needed.
    ///
    /// - Parameter judged: The weights that make the checkpoint a model.
    func write(_ state: TrainerState, tensors: [TrainingTensor], judged: ParameterStore) throws {
        try OutputPath.makeDirectory(path, "the directory of checkpoints")
        // If nothing could be written, no directory is left: `rmdir` removes only an empty one.
        defer { rmdir(path) }
        PartialOutput.removeAbandoned(in: path)
        let directory = try AtomicDirectory(path: directory(step: state.step), overwrite: true)
        do {
            try fill(directory, state, tensors: tensors, judged: judged)
        } catch var error as FledgeError {
            error.place = error.place?.replacingOccurrences(of: directory.partialPath, with: directory.path)
            throw error
        }
        try directory.commit()
        let kept = Set(
            Array(Self.steps(in: path).suffix(keepCount)) + [state.step] + (state.bestStep.map { [$0] } ?? []))
        for step in Self.steps(in: path) where !kept.contains(step) {
            try FileManager.default.removeItem(atPath: self.directory(step: step))
        }
    }

    private func fill(
        _ directory: AtomicDirectory, _ state: TrainerState, tensors: [TrainingTensor], judged: ParameterStore
    ) throws {
        try model.write(to: directory, weights: judged)
        try SafetensorsWriter.write(
            to: "\(directory.partialPath)/\(Self.tensorsName)",
            tensors: tensors.map { ($0.name, $0.shape, UnsafeBufferPointer($0.values)) }, metadata: [:])
        let content = try JSONEncoder().encode(Content(fingerprint: fingerprint, state: state))
        try directory.writeFile(Self.stateName, Array(content))
    }

    /// Reads the weights that were evaluated at a step.
    func readJudgedWeights(step: Int, into store: ParameterStore) throws {
        try model.read(from: directory(step: step), into: store)
    }

    /// Removes all checkpoints once the run is complete.
    static func remove(forOutput output: String) {
        try? FileManager.default.removeItem(atPath: path(forOutput: output))
    }
}
