import Checkpoints
import Evaluation
import Foundation
import Inference
import InputOutput
import Optimization
import TaskHeads
import TensorKernels

/// The README.md of a fine-tuned model: its purpose, its origin and its scores.
struct ModelCard {
    let prepared: PreparedTraining
    let summary: TrainingSummary
    let findings: TrainingFindings

    var text: String {
        (frontMatter + [""] + introduction + data + recipe + scores + usage).joined(separator: "\n") + "\n"
    }

    private var baseModel: String { URL(fileURLWithPath: prepared.settings.model).standardized.lastPathComponent }

    private var namesEntities: Bool { prepared.plan.task == .entities }
    private var pipeline: String { namesEntities ? "token-classification" : "text-classification" }

    private var frontMatter: [String] {
        let licence = baseLicence.map { ["license: \($0)"] } ?? []
        return ["---"] + licence + [
            "base_model: \(baseModel)", "library_name: transformers", "pipeline_tag: \(pipeline)",
            "tags:", "- \(pipeline)", "- fledge", "---",
        ]
    }

    /// The license that the base model's own card names in its front matter.
    private var baseLicence: String? {
        guard let card = try? String(contentsOfFile: "\(prepared.settings.model)/README.md", encoding: .utf8),
            card.hasPrefix("---")
        else { return nil }
        let frontMatter = card.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().prefix {
            $0 != "---"
        }
        return frontMatter.first { $0.hasPrefix("license:") }.map {
            $0.dropFirst("license:".count).trimmingCharacters(in: .whitespaces)
        }
    }

    private var introduction: [String] {
        let labels = prepared.plan.labels.map { "`\($0)`" }.joined(separator: ", ")
        return [
            namesEntities ? "# Named entities" : "# Text classifier", "",
            "\(namesEntities ? "Finds entities of the types" : "Labels a text as") \(labels). Fine-tuned with Fledge from `\(baseModel)`"
                + (baseLicence.map { ", whose license is \($0)." } ?? "; the license of that model is unknown."),
            "",
        ]
    }

    private var data: [String] {
        func row(_ use: String, _ data: TrainingPlan.Data) -> String {
            let name = URL(fileURLWithPath: data.path).lastPathComponent
            let source = data.isHeldOut ? "\(name) (held out)" : name
            return "| \(use) | \(source) | \(data.rowCount) | \(data.truncatedRowCount) |"
        }
        let plan = prepared.plan
        return [
            "## Data", "", "| use | file | rows | truncated at \(plan.lengthLimit.tokens) tokens |",
            "|---|---|---|---|",
            row("training", plan.training),
        ] + (plan.validation.map { [row("validation", $0)] } ?? []) + [""]
    }

    private var recipe: [String] {
        let recipe = prepared.settings.recipe
        if let probe = summary.probe.last(where: \.isBest) {
            return [
                "## Recipe", "",
                "Task: \(recipe.task.rawValue). Trained: \(recipe.trainedDescription), with L2 regularization of strength "
                    + "\(probe.strength) in \(probe.iterations.counted("iteration")) of L-BFGS; "
                    + "\(prepared.plan.precision.precision.rawValue). All settings are in training.json.", "",
            ]
        }
        let clipping = recipe.maximumGradientNorm > 0 ? "clipped to norm \(recipe.maximumGradientNorm)" : "not clipped"
        let batch = recipe.batchTokens.map { "\($0) tokens" } ?? "\(recipe.batchSize)"
        return [
            "## Recipe", "",
            "Task: \(recipe.task.rawValue). Trained: \(recipe.trainedDescription). "
                + "\(summary.steps.counted("update")) in \(summary.epochs.count.counted("epoch")) of batches of \(batch)"
                + "\(recipe.accumulation > 1 ? " × \(recipe.accumulation)" : ""); \(recipe.optimizer.rawValue), "
                + "learning rate \(prepared.trainer.schedule.peak), schedule \(recipe.schedule.rawValue); weight decay "
                + "\(recipe.weightDecay); gradients \(clipping); seed \(recipe.seed); "
                + "\(prepared.plan.precision.precision.rawValue). All settings are in training.json.",
            "",
        ]
    }

    private var scores: [String] {
        guard let judgement = summary.validation, let best = summary.bestEpoch else {
            return ["## Scores", "", "No validation data were given.", ""]
        }
        return [
            "## Scores", "", "On the validation data, after epoch \(best), whose weights are saved here:", "", "```",
            judgement.report.rendered, "```", "",
        ] + calibration
    }

    /// The calibration of scores, or the thresholds of labels.
    private var calibration: [String] {
        if let scaling = findings.temperature {
            return [
                "Scores are calibrated with temperature scaling: the temperature \(String(format: "%.4f", scaling.temperature)), fitted on "
                    + "the validation data, is part of the output layer's weights, so every program gives the same scores.",
                "",
            ]
        }
        guard case .labelSets(let report) = findings.judgement?.report else { return [] }
        let thresholds = zip(report.labels, report.thresholds).map { "`\($0)` \(String(format: "%.4f", $1))" }
        return [
            "Each label has its own threshold, fitted on the validation data and kept in config.json, which `fledge` reads; "
                + "other programs give the same probabilities and must compare them with: "
                + thresholds.joined(separator: ", ") + ".", "",
        ]
    }

    private var usage: [String] {
        [
            "## Use", "", "```", "fledge label --model . < reviews.jsonl > labelled.jsonl", "```", "",
            "or `AutoModelFor\(namesEntities ? "Token" : "Sequence")Classification.from_pretrained` in `transformers`.",
        ]
    }
}
