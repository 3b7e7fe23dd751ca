/// Embeddings, features and labels of models that the tests write or that were recorded, none of them trained here.
extension DigestedRun {
    private static let poolings = ["mean", "cls", "max", "mean_sqrt_len", "weightedmean", "lasttoken"]
    private static let precisions = ["fp32", "bf16", "int8"]
    private static let aggregations = ["decoded", "none", "simple", "first", "average", "max"]
    /// Heads of whole texts: the directories of models, by their tasks.
    private static let classifiers = ["single-label", "multi-label", "ordinal", "regression"]

    static let embeddings = [
        DigestedRun(
            "embed/poolings", poolings.map { "\($0).npy" }, isAtEveryLevel: true,
            """
            for pooling in \(poolings.joined(separator: " ")); do
                fledge embed -q --model tiny --precision fp32 --pooling $pooling --input texts.txt --output $pooling.npy
            done
            """),
        DigestedRun(
            "embed/precisions", precisions.map { "\($0).npy" }, isAtEveryLevel: true,
            """
            for precision in \(precisions.joined(separator: " ")); do
                fledge embed -q --model wide --precision $precision --input texts.txt --output $precision.npy
            done
            """),
        DigestedRun(
            "embed/quantized", ["fp32.npy", "int8.npy"],
            """
            fledge quantize -q wide small >/dev/null
            for precision in fp32 int8; do
                fledge embed -q --model small --precision $precision --input texts.txt --output $precision.npy
            done
            """),
        DigestedRun(
            "embed/layers and components", (1...6).map { "\($0).jsonl" },
            """
            embed() { fledge embed -q --model deep --precision fp32 --input texts.txt "$@"; }
            embed --layer 0 > 1.jsonl
            embed --layer 2 --pooling max > 2.jsonl
            embed --layers=-3,-2,-1 > 3.jsonl
            embed --no-normalize > 4.jsonl
            embed --dimensions 7 --normalize --maximum-length 9 > 5.jsonl
            embed --prompt 'this soup was ' > 6.jsonl
            """),
        DigestedRun(
            "embed/families", RunInputs.families.flatMap { ["\($0).npy", "\($0).bf16.npy"] }, isAtEveryLevel: true,
            """
            for family in \(RunInputs.families.joined(separator: " ")); do
                embed() { fledge embed -q --model $family --pooling mean --input short.txt "$@"; }
                embed --precision fp32 --output $family.npy
                embed --precision bf16 --output $family.bf16.npy
            done
            """),
        DigestedRun(
            "embed/sentence-transformers", RunInputs.sentenceTransformers.map { "\($0).npy" },
            """
            for kind in \(RunInputs.sentenceTransformers.joined(separator: " ")); do
                cp -r sentence-transformers/encoder $kind
                cp -r sentence-transformers/kinds/$kind/. $kind
                fledge embed -q --model $kind --precision fp32 --input short.txt --output $kind.npy
            done
            """),
        DigestedRun(
            "embed/bulk", ["many.npy", "many.jsonl"],
            """
            for format in npy jsonl; do
                fledge embed -q --model tiny --precision fp32 --input many.csv --output many.$format
            done
            """),
        DigestedRun(
            "features/poolings", ["first.npy", "first.labels.csv", "mean.csv", "head.npy", "rounded.npy"],
            isAtEveryLevel: true,
            """
            features() { fledge features -q --model single-label --data train.tsv --precision fp32 "$@"; }
            features --output first.npy
            features --pooling mean --output mean.csv
            features --pooling head --output head.npy
            features --precision bf16 --pooling mean --output rounded.npy
            """),
    ]

    static let labelling =
        classifiers.map { task in
            DigestedRun(
                "label/\(task)", precisions.map { "\($0).jsonl" } + ["long.jsonl"], isAtEveryLevel: true,
                """
                scores=\(task == "regression" ? "--logits" : "'--logits --all-scores'")
                label() { fledge label -q --model \(task) $scores --input texts.txt "$@"; }
                for precision in \(precisions.joined(separator: " ")); do label --precision $precision > $precision.jsonl; done
                label --precision fp32 --maximum-length 6 > long.jsonl
                """)
        } + [
            DigestedRun(
                "label/pairs", precisions.map { "\($0).jsonl" } + ["cross-encoder.jsonl"],
                """
                label() { fledge label -q --logits --input pairs.tsv --text-column a --pair-column b "$@"; }
                for precision in \(precisions.joined(separator: " ")); do
                    label --model single-label --precision $precision > $precision.jsonl
                done
                label --model cross-encoder --precision fp32 > cross-encoder.jsonl
                """),
            DigestedRun(
                "label/entities",
                aggregations.map { "\($0).jsonl" } + ["bf16.jsonl", "int8.jsonl", "words.jsonl", "columns.conll"],
                isAtEveryLevel: true,
                """
                label() { fledge label -q --model entities --input travels.txt --precision fp32 "$@"; }
                for aggregation in \(aggregations.joined(separator: " ")); do
                    label --aggregation $aggregation > $aggregation.jsonl
                done
                label --precision bf16 > bf16.jsonl
                label --precision int8 > int8.jsonl
                label --words --maximum-length 12 > words.jsonl
                label --output columns.conll
                """),
            DigestedRun(
                "label/formats",
                ["csv", "tsv", "jsonl", "sqlite"].map { "labelled.\($0)" } + [
                    "tags.csv", "tags.sqlite", "found.sqlite",
                ],
                """
                label() { fledge label -q --precision fp32 "$@"; }
                for format in csv tsv jsonl sqlite; do
                    label --model single-label --top-k 2 --threshold 0.4 --input many.csv --output labelled.$format
                done
                for format in csv sqlite; do
                    label --model multi-label --all-scores --input many.csv --output tags.$format
                done
                label --model entities --input travels.txt --output found.sqlite
                """),
            DigestedRun(
                "label/several models", ["several.jsonl", "ensemble.jsonl"],
                """
                label() { fledge label -q --precision fp32 --model single-label --model mine=other --input texts.txt "$@"; }
                label > several.jsonl
                label --ensemble --all-scores > ensemble.jsonl
                """),
            DigestedRun(
                "label/quantized", ["classes.jsonl", "entities.jsonl", "agreement.json", "entity-agreement.json"],
                """
                fledge quantize -q --json --texts texts.txt single-label small > agreement.json
                fledge quantize -q --json --texts travels.txt entities smaller > entity-agreement.json
                fledge label -q --model small --precision int8 --logits --input texts.txt > classes.jsonl
                fledge label -q --model smaller --precision int8 --input travels.txt > entities.jsonl
                """),
        ]

    static let evaluations =
        classifiers.map { task in
            DigestedRun(
                "evaluate/\(task)", ["metrics.json", "predictions.jsonl", "rounded.json"],
                """
                evaluate() { fledge evaluate -q --json --model \(task) --data \(RunInputs.file(ofTask: task)) "$@"; }
                evaluate --precision fp32 --predictions predictions.jsonl > metrics.json
                evaluate --precision bf16 > rounded.json
                """)
        } + [
            DigestedRun(
                "evaluate/entities", ["metrics.json", "answers.conll", "rounded.json"],
                """
                evaluate() { fledge evaluate -q --json --model entities --data travels.conll "$@"; }
                evaluate --precision fp32 --predictions answers.conll > metrics.json
                evaluate --precision bf16 > rounded.json
                """),
            DigestedRun(
                "evaluate/forgetting", ["metrics.json"],
                """
                fledge evaluate -q --json --model other --before single-label --data train.tsv --precision fp32 > metrics.json
                """),
            DigestedRun(
                "compare/classes", ["comparison.json", "disagreements.jsonl"],
                """
                fledge compare -q --json single-label other --data train.tsv --precision fp32 \\
                    --disagreements disagreements.jsonl > comparison.json
                """),
            DigestedRun(
                "compare/entities", ["comparison.json"],
                """
                cp -r entities copy
                fledge compare -q --json entities copy --data travels.conll --precision fp32 > comparison.json
                """),
        ]
}
