#!/usr/bin/env python3
"""Compares embeddings in bf16 and int8 with those in fp32, for several kinds of texts.

Usage: precision_agreement.py MODEL [FILE …] [--fledge PROGRAM] [--limit N]

MODEL is the directory of an embedder. The texts are sentences, the first N rows (default 1000) of each FILE, and texts
that are far from any training data: special tokens as literal text, repeated words, punctuation, and empty text. Prints
the mean and the smallest cosine for each kind. Needs only Python 3.
"""
import argparse
import json
import math
import subprocess

WORDS = ["good", "the", "dog", "of", "and", "film", "2024", "quickly", "ü", "internationalization"]
SPECIAL = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "<s>", "</s>", "<pad>", "<mask>"]
KINDS = {
    "sentences": [
        "A small dog ran over the bridge.", "The film was so good that I saw it again today.", "How do I reset my password?",
        "Paris is the capital of France.", "The soup was cold, and the room was too.", "He has not paid the invoice yet.",
        "Rain is expected in the north tomorrow.", "This function returns the number of rows."],
    "special tokens": [" ".join([token] * count) for token in SPECIAL for count in (1, 2, 10, 60)]
    + [" ".join(SPECIAL), " ".join(SPECIAL[:5]), " ".join(reversed(SPECIAL)) * 5],
    "one word repeated": [" ".join([word] * count) for word in WORDS for count in (2, 10, 60, 250)],
    "punctuation and nothing": ["", "!", "...", "?!" * 40, "- - - - -", "(((((((", '"', "; : , ."],
}


def embeddings(fledge, model, precision, texts):
    rows = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run(
        [fledge, "embed", "--model", model, "--precision", precision, "--quiet"], input=rows, capture_output=True, text=True,
        check=True)
    return [json.loads(line)["embedding"] for line in run.stdout.splitlines()]


def cosine(first, second):
    return sum(a * b for a, b in zip(first, second)) / math.sqrt(sum(a * a for a in first) * sum(b * b for b in second))


def rows_of(path, fledge, limit):
    """The texts of a file as Fledge reads them."""
    with open(path, encoding="utf8") as file:
        lines = [line.rstrip("\n") for _, line in zip(range(limit), file)]
    if path.endswith(".jsonl"):
        return [json.loads(line)["text"] for line in lines]
    return [max(line.split("\t"), key=len) for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--fledge", default="fledge")
    parser.add_argument("--limit", type=int, default=1000)
    arguments = parser.parse_args()
    kinds = KINDS | {path: rows_of(path, arguments.fledge, arguments.limit) for path in arguments.files}
    texts = [text for kind in kinds.values() for text in kind]
    exact = embeddings(arguments.fledge, arguments.model, "fp32", texts)
    print("| texts | number | bf16: mean | least | int8: mean | least | least similar in bf16 |\n|---|---|---|---|---|---|---|")
    columns = {precision: [cosine(a, b) for a, b in zip(exact, embeddings(
        arguments.fledge, arguments.model, precision, texts))] for precision in ("bf16", "int8")}
    start = 0
    for kind, members in kinds.items():
        part = {name: values[start:start + len(members)] for name, values in columns.items()}
        start += len(members)
        worst = members[part["bf16"].index(min(part["bf16"]))]
        figures = " | ".join(f"{sum(values) / len(values):.5f} | {min(values):.5f}" for values in part.values())
        print(f"| {kind} | {len(members)} | {figures} | {worst[:40]!r} |")


if __name__ == "__main__":
    main()
