import Checkpoints
import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads

/// The README.md of a fine-tuned model: what it is, what it was made from, and how well it does.
struct ModelCard {
    let prepared: PreparedTraining
    let summary: TrainingSummary

    var text: String {
        (frontMatter + [""] + introduction + data + recipe + scores + usage).joined(separator: "\n") + "\n"
    }

    private var baseModel: String { URL(fileURLWithPath: prepared.settings.model).standardized.lastPathComponent }

    private var frontMatter: [String] {
        let licence = baseLicence.map { ["license: \($0)"] } ?? []
        return ["---"] + licence + [
            "base_model: \(baseModel)", "library_name: transformers", "pipeline_tag: text-classification",
            "tags:", "- text-classification", "- fledge", "---",
        ]
    }

    /// The licence that the base model's own card names in its front matter.
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
        let labels = prepared.model.labels.map { "`\($0)`" }.joined(separator: ", ")
        return [
            "# Text classifier", "",
            "Labels a text as \(labels). Fine-tuned with Fledge from `\(baseModel)`"
                + (baseLicence.map { ", whose licence is \($0)." } ?? "; the licence of that model is not known."),
            "",
        ]
    }

    private var data: [String] {
        func row(_ use: String, _ data: TrainingPlan.Data) -> String {
            let name = URL(fileURLWithPath: data.path).lastPathComponent
            return "| \(use) | \(name) | \(data.rowCount) | \(data.truncatedRowCount) |"
        }
        let plan = prepared.plan
        return [
            "## Data", "", "| use | file | rows | cut at \(plan.lengthLimit.tokens) tokens |", "|---|---|---|---|",
            row("training", plan.training),
        ] + (plan.validation.map { [row("validation", $0)] } ?? []) + [""]
    }

    private var recipe: [String] {
        let recipe = prepared.settings.recipe
        let clipping = recipe.maximumGradientNorm > 0 ? "clipped to norm \(recipe.maximumGradientNorm)" : "not clipped"
        return [
            "## Recipe", "",
            "Trained: \(recipe.trainableLayers.description). \(summary.steps) updates in \(recipe.epochs) epochs of "
                + "batches of \(recipe.batchSize)\(recipe.accumulation > 1 ? " × \(recipe.accumulation)" : ""); AdamW, "
                + "learning rate \(recipe.learningRate) after a warm-up of \(recipe.warmupShare) of all updates, falling "
                + "linearly to 0; weight decay \(recipe.weightDecay); gradients \(clipping); seed \(recipe.seed); fp32.",
            "",
        ]
    }

    private var scores: [String] {
        guard let report = summary.validation, let best = summary.bestEpoch else {
            return ["## Scores", "", "No validation data were given.", ""]
        }
        func percent(_ value: Double) -> String { String(format: "%.4f", value) }
        let rows = report.perClass.map {
            "| \($0.label) | \(percent($0.precision)) | \(percent($0.recall)) | \(percent($0.f1)) | \($0.support) |"
        }
        return [
            "## Scores", "",
            "On the validation data, after epoch \(best), whose weights are these: accuracy \(percent(report.accuracy)), "
                + "macro F1 \(percent(report.macroF1)).",
            "", "| label | precision | recall | F1 | rows |", "|---|---|---|---|---|",
        ] + rows + [""]
    }

    private var usage: [String] {
        [
            "## Use", "", "```", "fledge label --model . < reviews.jsonl > labelled.jsonl", "```", "",
            "or `AutoModelForSequenceClassification.from_pretrained` in `transformers`.",
        ]
    }
}
