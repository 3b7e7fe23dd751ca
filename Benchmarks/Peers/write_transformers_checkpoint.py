"""Writes a sequence classifier with transformers, for Fledge to load.

Usage: write_transformers_checkpoint.py SOURCE_DIR OUT_DIR

The encoder and tokenizer are those of SOURCE_DIR; the head has three named labels and random weights from a fixed
seed, so that the same source gives the same files.
"""
import argparse
import os

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

SEED = 7
LABELS = ["negative", "neutral", "positive"]


def main():
    parser = argparse.ArgumentParser(description="Write a three-label classifier with transformers.")
    parser.add_argument("source")
    parser.add_argument("output")
    options = parser.parse_args()

    torch.manual_seed(SEED)
    model = AutoModelForSequenceClassification.from_pretrained(
        options.source,
        num_labels=len(LABELS),
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
        dtype=torch.float32,
    )
    model.save_pretrained(options.output)
    AutoTokenizer.from_pretrained(options.source).save_pretrained(options.output)


if __name__ == "__main__":
    main()
