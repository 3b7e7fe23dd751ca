/// Twenty updates with each option that changes arithmetic, several of them together where they do not hide each other.
extension DigestedRun {
    /// A run that trains once, and digests the weights, the loss and gradient norm of each update, and the results.
    private static func training(
        _ name: String, model: String = "tiny", data: String = "--train train.tsv", _ options: String,
        weights: String = "model.safetensors", more: [String] = [], isAtEveryLevel: Bool = false, then: String = ""
    ) -> DigestedRun {
        DigestedRun(
            "train/\(name)", ["out/\(weights)", "out/training.json", "out/report.json"] + more,
            isAtEveryLevel: isAtEveryLevel, "train --model \(model) \(data) \(options)\n" + then)
    }

    /// A linear probe, which has no updates.
    private static func probe(_ name: String, data: String, _ options: String) -> DigestedRun {
        DigestedRun(
            "train/\(name)", ["out/model.safetensors", "out/training.json", "out/report.json"],
            """
            fledge train -q --json --no-record --output out --precision fp32 --model tiny --freeze-encoder --probe \\
                \(data) \(options) >/dev/null
            """)
    }

    /// The output and evaluation of what was trained.
    private static func use(_ task: String) -> String {
        let texts = task == "pairs" ? "pairs.tsv" : "short.txt"
        return """
            fledge label -q --model out --precision fp32 --input \(texts) > labels.jsonl
            fledge evaluate -q --json --model out --precision fp32 --data \(RunInputs.file(ofTask: task)) > metrics.json
            """
    }

    private static let validated = "--train train.tsv --validation validation.tsv"
    private static let entities = "--task entities --train names.conll"
    private static let used = ["labels.jsonl", "metrics.json"]

    static let tasks =
        [
            training("single-label", data: validated, "", more: used, isAtEveryLevel: true, then: use("single-label")),
            training("single-label in bf16", model: "wide", data: validated, "--precision bf16", isAtEveryLevel: true),
            training("single-label of a wider model", model: "wide", "", isAtEveryLevel: true),
            training(
                "multi-label", data: "--train multi-label.tsv --validation-share 0.25", "--task multi-label",
                more: used, then: use("multi-label")),
            training(
                "ordinal", data: "--train ordinal.tsv --validation ordinal.tsv", "--task ordinal", more: used,
                then: use("ordinal")),
            training("ordinal, sharper", data: "--train ordinal.tsv", "--task ordinal --ordinal-sharpness 0.7"),
            training(
                "regression", data: "--train regression.tsv --validation regression.tsv", "--task regression",
                more: used, then: use("regression")),
            training(
                "pairs", data: "--train pairs.tsv --validation pairs.tsv", "--text-column a --pair-column b",
                more: used, then: use("pairs")),
            training(
                "entities", data: entities, "--validation names.conll", more: used, isAtEveryLevel: true,
                then: use("entities")),
            training(
                "entities with a CRF", data: entities, "--validation names.conll --crf", more: used,
                then: use("entities")),
            training(
                "entities of all pieces in windows", data: entities,
                "--tag-scheme bioes --label-all-pieces --maximum-length 10 --stride 3", more: used,
                then: use("entities")),
            training("entities in bf16 with a CRF", data: entities, "--precision bf16 --crf"),
        ] + RunInputs.families.map { training("of \($0)", model: $0, "--maximum-length 24") }

    static let strategies = [
        training("frozen encoder", data: validated, "--freeze-encoder"),
        probe("probe", data: validated, ""),
        probe("probe of a given strength", data: "--train train.tsv", "--probe-strength 0.3"),
        probe("probe of several labels", data: "--train multi-label.tsv", "--task multi-label"),
        training("top layers", model: "deep", "--train-layers 2"),
        training("named parameters", model: "deep", "--train-parameters attention --train-parameters 'layer.3.*.bias'"),
        training("gradual unfreezing by epochs", model: "deep", "--unfreeze-epochs 1 --layer-decay 0.8"),
        training("gradual unfreezing by updates", model: "deep", "--unfreeze-steps 4"),
        training("layer-wise learning rates", model: "deep", "--layer-decay 0.7"),
        training("new layers", model: "deep", "--new-layers 2"),
        training("random weights", "--random-weights"),
        training(
            "LoRA", data: validated, "--lora", weights: "adapter_model.safetensors", more: ["labels.jsonl"],
            isAtEveryLevel: true,
            then: "fledge label -q --model out --precision fp32 --logits --input texts.txt > labels.jsonl"),
        training(
            "LoRA of other layers", model: "wide",
            "--precision bf16 --lora --lora-rank 3 --lora-alpha 5 --lora-merge "
                + "--lora-targets query,key,value,attention.output.dense,intermediate.dense"),
        training("decay towards the pretrained weights", "--pretrained-decay 100"),
        training("replay", "--replay validation.tsv --replay-share 0.5"),
        training(
            "distillation", "--teacher single-label --teacher-weight 0.7 --teacher-temperature 3"),
        training(
            "check of transfer", "--check-transfer --transfer-epochs 1 --transfer-rows 30", more: ["out/transfer.json"]),
        training("seed", "--seed 7"),
    ]

    static let regularization = [
        training("no dropout", "--no-dropout", isAtEveryLevel: true),
        training("multi-sample dropout", "--dropout-samples 3"),
        training("R-Drop", "--r-drop 0.5"),
        training("R-Drop of ordinal classes", data: "--train ordinal.tsv", "--task ordinal --r-drop 0.5"),
        training(
            "label smoothing and balanced weights", data: "--train uneven.tsv",
            "--label-smoothing 0.1 --class-weights balanced"),
        training("focal loss and given weights", "--focal-exponent 2 --class-weights negative=2,positive=0.5"),
        training("focal loss of entities", data: entities, "--focal-exponent 1.5"),
        training("balanced classes", data: "--train uneven.tsv", "--balance-classes"),
        training("words left out and swapped", "--word-dropout 0.2 --word-swap 0.2"),
        training("words replaced", model: "masked", "--word-replacement 0.3"),
    ]

    static let optimization =
        ["cosine", "constant", "inverse-square-root", "one-cycle"].map {
            training("schedule \($0)", "--schedule \($0)")
        } + [
            training("schedule polynomial", "--schedule polynomial --schedule-power 2 --warmup-steps 5"),
            training("long warmup without clipping", "--warmup-share 0.5 --maximum-gradient-norm 0"),
            training("Adafactor", "--optimizer adafactor", isAtEveryLevel: true),
            training(
                "Adafactor in bf16 with averaged weights", "--optimizer adafactor --average-decay 0.8 --precision bf16"),
            training("weight decay and tight clipping", "--weight-decay 0.3 --maximum-gradient-norm 0.1"),
            training("accumulation", "--accumulation 3"),
            training("averaged weights", data: validated, "--average-decay 0.9"),
            training("default learning rate", data: "--train train.tsv", "--learning-rate 2e-4 --epochs 3"),
        ]

    static let batches = [
        training("batches of tokens by length", "--batch-tokens 70 --group-by-length"),
        training("some rows, cut", "--limit-rows 30 --maximum-length 6"),
        training("recomputed activations", model: "wide", "--recompute"),
        training("early stopping", data: validated, "--patience 1 --metric macro_f1 --epochs 20 --max-steps 200"),
    ]

    static let interruptions = [
        // The moment of the end varies, the result does not: see docs/decisions/0012-runs-that-resume.md.
        DigestedRun(
            "train/killed and resumed", ["out/model.safetensors"],
            """
            options="--no-record --model deep --train train.tsv --validation validation.tsv --output out --precision fp32
                --batch-size 8 --epochs 30 --learning-rate 1e-3 --average-decay 0.9 --checkpoint-steps 3"
            "$FLEDGE" train -q $options >/dev/null 2>&1 &
            for _ in $(seq 1000); do
                if [ -d out.checkpoints/checkpoint-3 ] || [ -d out ]; then break; fi
                sleep 0.01
            done
            kill -KILL $! || true
            wait $! || true
            fledge train -q $options --resume >/dev/null
            """),
        DigestedRun(
            "tune/two trials", ["out/model.safetensors", "result.json", "out/tuned.yaml"],
            """
            fledge tune -q --json --no-record --model tiny --train train.tsv --validation validation.tsv --output out \\
                --precision fp32 --batch-size 8 --epochs 2 --space space.yaml --trials 2 > result.json
            """),
        DigestedRun(
            "tune/entities with held-out texts", ["out/model.safetensors"],
            """
            fledge tune -q --json --no-record --task entities --model tiny --train names.conll --output out \\
                --precision fp32 --batch-size 8 --epochs 2 --space space.yaml --trials 2 >/dev/null
            """),
    ]
}
