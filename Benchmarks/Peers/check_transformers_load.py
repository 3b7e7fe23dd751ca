"""Loads a directory written by Fledge with transformers and classifies texts with it.

Usage: check_transformers_load.py DIR [--maximum-length N] [--tolerance T] < texts.jsonl

Each input line is an object with "text" and, to compare them with Fledge's prediction, "logits" and "label". Each
output line has the text, transformers' logits and label and, if the input line has logits, the largest difference. The
exit status is 1 if a difference exceeds the tolerance, a label differs, a weight is missing, left over or of another
shape, or no text was given; 0 otherwise.
"""
import argparse
import json
import os
import sys

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


def load(directory):
    """Model and tokenizer, and a list of problems with the weights."""
    model, report = AutoModelForSequenceClassification.from_pretrained(
        directory, dtype=torch.float32, output_loading_info=True
    )
    problems = [f"{kind}: {sorted(map(str, names))}" for kind, names in report.items() if names]
    return model.eval(), AutoTokenizer.from_pretrained(directory), problems


def classify(model, tokenizer, text, maximum_length):
    limit = dict(truncation=True, max_length=maximum_length) if maximum_length else dict(truncation=True)
    with torch.inference_mode():
        logits = model(**tokenizer(text, return_tensors="pt", **limit)).logits[0]
    return logits.tolist(), model.config.id2label[int(logits.argmax())]


def main():
    parser = argparse.ArgumentParser(description="Classify texts from stdin with a directory written by Fledge.")
    parser.add_argument("directory")
    parser.add_argument("--maximum-length", type=int, help="tokens of a text; default: the tokenizer's")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()

    torch.set_num_threads(1)
    model, tokenizer, problems = load(options.directory)
    lines = 0
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        lines += 1
        row = json.loads(line)
        logits, label = classify(model, tokenizer, row["text"], options.maximum_length)
        result = dict(text=row["text"], logits=logits, label=label)
        if "logits" in row:
            if isinstance(row["logits"], dict):  # as `fledge label --logits` writes them: by label
                row["logits"] = [row["logits"].get(model.config.id2label[i], 0.0) for i in range(len(logits))]
            if len(row["logits"]) != len(logits):
                problems.append(f"line {number}: {len(row['logits'])} logits given, the model has {len(logits)}")
            else:
                result["difference"] = max(abs(given - found) for given, found in zip(row["logits"], logits))
                if not result["difference"] <= options.tolerance:
                    problems.append(f"line {number}: logits differ by {result['difference']:.3g}")
        if "label" in row and row["label"] != label:
            problems.append(f"line {number}: label {row['label']!r} given, {label!r} found")
        print(json.dumps(result, ensure_ascii=False))
    if lines == 0:
        problems.append("no text on standard input")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
