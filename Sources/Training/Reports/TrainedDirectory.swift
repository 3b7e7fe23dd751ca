import Checkpoints
import Datasets
import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// The output of a training run: a directory that `transformers` or PEFT loads as it is.
struct TrainedDirectory {
    let prepared: PreparedTraining
    let summary: TrainingSummary
    /// The findings of the validation data about the kept weights.
    let findings: TrainingFindings

    static let recordName = "training.json"

    /// Writes all files to a temporary directory and moves it into place.
    func write(to path: String, overwrite: Bool) throws {
        let directory = try AtomicDirectory(path: path, overwrite: overwrite)
        do {
            try prepared.withFinalOutput(findings) { try writeFiles(to: directory) }
        } catch var error as FledgeError {
            // The user knows the directory by its final name.
            error.place = error.place?.replacingOccurrences(of: directory.partialPath, with: path)
            throw error
        }
        try directory.commit()
    }

    private func writeFiles(to directory: AtomicDirectory) throws {
        let files = prepared.files
        var configuration = files.configuration
        findings.settings.write(to: &configuration)
        if let adaptation = prepared.adaptation, prepared.settings.recipe.lowRankAdaptation?.isMerged == false {
            try AdapterDirectory.write(
                adaptation.adapters, of: prepared.model, taskType: prepared.adapterTask, base: prepared.settings.model,
                targets: adaptation.targets, alpha: adaptation.alpha, to: directory,
                checkpointName: files.checkpointName)
            AdapterDirectory.noteBase(prepared.settings.model, of: directory.path, in: &configuration)
            try files.writeDescription(to: directory, adding: configuration.values)
        } else {
            try files.write(to: directory, weights: prepared.model.parameters, adding: configuration.values)
        }
        try directory.writeFile("README.md", ModelCard(prepared: prepared, summary: summary, findings: findings).text)
        try directory.writeFile(Self.recordName, Array(record()))
        let report = TrainingReport(prepared: prepared, summary: summary, findings: findings)
        try directory.writeFile("report.json", Array(report.json))
        try directory.writeFile("report.html", Array(report.page.utf8))
        if let transfer = summary.transfer {
            try directory.writeFile("transfer.json", Array(JSONEncoder.forResults.encode(transfer)))
        }
    }

    /// The description of labels in a model's directory: their names, and how those of the training file were
    /// written, where Fledge trained the model.
    static func knownLabels(of directory: String, names: [String]) -> KnownLabels {
        let record = try? JSONValue(contentsOf: directory.path(of: recordName))
        let training = record?["readings"]?["training"]
        return KnownLabels(
            names: names, areMasks: training?["labels_are_masks"]?.booleanValue,
            separator: training?["label_separator"]?.stringValue)
    }

    private struct Record: Encodable {
        let baseModel: String, training: String, validation: String?, replay: String?, teacher: String?
        /// The interpretation of each file, by use.
        let readings: [String: TrainingPlan.Data.Reading]
        let validationShare: Double?
        let run: RunFingerprint?
        let summary: Summary
    }

    /// The part of a summary that is recorded here: the curve is in the report.
    private struct Summary: Codable {
        let steps: Int, seconds: Double, examplesPerSecond: Double, tokensPerSecond: Double
        let bestEpoch: Int?, ending: TrainingSummary.Ending
    }

    /// The interpretations of the files that were read, by use.
    private var readings: [String: TrainingPlan.Data.Reading] {
        let plan = prepared.plan
        let files = [("training", plan.training), ("validation", plan.validation), ("replay", plan.replay)]
        let known = files.compactMap { use, data in data?.reading.map { (use, $0) } }
        return Dictionary(known) { first, _ in first }
    }

    private func record() throws -> Data {
        let settings = prepared.settings
        return try JSONEncoder.forResults.encode(
            Record(
                baseModel: settings.model, training: settings.training.path, validation: settings.validation?.path,
                replay: settings.replay?.path, teacher: settings.teacher, readings: readings,
                validationShare: settings.validationShare, run: prepared.checkpoints?.fingerprint,
                summary: Summary(
                    steps: summary.steps, seconds: summary.seconds, examplesPerSecond: summary.examplesPerSecond,
                    tokensPerSecond: summary.tokensPerSecond, bestEpoch: summary.bestEpoch, ending: summary.ending)))
    }

    /// The result of the run that wrote a directory, without its curve and epochs, and the run's fingerprint.
    static func earlierRun(of path: String) throws -> (summary: TrainingSummary, fingerprint: RunFingerprint) {
        struct Part: Decodable {
            let run: RunFingerprint
            let summary: Summary
        }
        let file = path.path(of: recordName)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            let part = try decoder.decode(Part.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
            let known = part.summary
            let summary = TrainingSummary(
                steps: known.steps, seconds: known.seconds, examplesPerSecond: known.examplesPerSecond,
                tokensPerSecond: known.tokensPerSecond, ending: known.ending)
            return (summary, part.run)
        } catch {
            throw FledgeError(
                .data, at: file, "the record of the run that wrote this directory cannot be read",
                advice: "pass --overwrite to train again, or choose another directory")
        }
    }
}
