/// Tokens, vocabularies and checkpoints. They depend on no instructions.
extension DigestedRun {
    static let tokenization = [
        DigestedRun(
            "tokenize/Unicode",
            ["plain.jsonl", "cased.jsonl", "windows.jsonl", "words.jsonl", "pairs.jsonl", "summary.json"],
            """
            tokenize() { fledge tokenize -q --model vocabulary --input unicode.txt "$@"; }
            tokenize --jsonl > plain.jsonl
            tokenize --jsonl --cased --plain-special-tokens > cased.jsonl
            tokenize --jsonl --maximum-length 12 --stride 4 > windows.jsonl
            tokenize --jsonl --words --no-special-tokens > words.jsonl
            fledge tokenize -q --model vocabulary --input pairs.tsv --text-column a --pair-column b --jsonl \\
                --maximum-length 20 --truncation only_first --truncation-side left > pairs.jsonl
            tokenize --summary --json > summary.json
            """),
        DigestedRun(
            "tokenizer train/lowercase and cased",
            ["lower", "cased"].flatMap { ["\($0)/vocab.txt", "\($0)/tokenizer.json", "\($0)/tokenizer_config.json"] },
            """
            fledge tokenizer train -q unicode.txt texts.txt --vocabulary-size 700 --output lower
            fledge tokenizer train -q many.csv --column text --cased --minimum-frequency 3 --limit-alphabet 20 --output cased
            """),
    ]

    static let checkpoints = [
        DigestedRun(
            "convert/families",
            RunInputs.families.flatMap { ["\($0).fp16/model.safetensors", "\($0).bf16/model.safetensors"] },
            """
            for family in \(RunInputs.families.joined(separator: " ")); do
                for type in fp16 bf16; do fledge convert -q $family $family.$type --dtype $type; done
            done
            """),
        DigestedRun(
            "convert/files",
            [
                "converted/model.safetensors", "converted/config.json", "converted/tokenizer.json",
                "large/model.safetensors",
            ],
            """
            fledge convert -q single-label converted
            fledge quantize -q wide small >/dev/null
            fledge convert -q small large --dtype fp32
            """),
        DigestedRun(
            "quantize/families", RunInputs.families.map { "\($0).int8/fledge-int8.safetensors" },
            """
            for family in \(RunInputs.families.joined(separator: " ")); do
                fledge quantize -q $family $family.int8 --texts short.txt >/dev/null
            done
            """),
    ]
}
