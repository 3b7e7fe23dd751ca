"""Labels the rows of a CSV with another program: the peer of `fledge label`.

Usage: label_reference.py prepare ENGINE --model DIR --cache DIR
       label_reference.py label   ENGINE --model DIR --cache DIR --input FILE.csv --output FILE.csv

ENGINE is `pipeline`, the text-classification pipeline of transformers with batches in the order of the file, or
`onnxruntime` or `onnxruntime-int8`, ONNX Runtime in single precision or with 8-bit integers, with batches sorted by
length. The model must be a single-label classifier. `prepare` creates the files that the engine needs, so that no
figure includes their creation. The output has the input's columns, label and score. Prints one JSON line. The exit status is 3
if the engine's libraries are not installed.
"""
import argparse
import csv
import json
import os
import sys
import time

from thread_limits import limit_threads

NOT_INSTALLED = 3


def arguments():
    parser = argparse.ArgumentParser(description="Label a CSV with another program.")
    parser.add_argument("work", choices=["prepare", "label"])
    parser.add_argument("engine", choices=["pipeline", "onnxruntime", "onnxruntime-int8"])
    parser.add_argument("--model", required=True, help="directory of a fine-tuned classifier")
    parser.add_argument("--cache", required=True, help="directory for files derived from the checkpoint")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-length", type=int, default=256, help="tokens of a text, including special tokens")
    parser.add_argument("--batch", type=int, default=32, help="batch size")
    parser.add_argument("--input", help="CSV with a header")
    parser.add_argument("--output", help="CSV")
    parser.add_argument("--text-column", default="text")
    options = parser.parse_args()
    if options.work == "label" and not (options.input and options.output):
        parser.error("label needs --input and --output")
    return options


class Pipeline:
    """The pipeline, used as in the documentation of transformers."""

    def __init__(self, options):
        import torch
        from transformers import pipeline

        from reference_engines import version

        self.version = version("torch", "transformers")
        torch.set_num_threads(options.threads)
        self.batch = options.batch
        self.limits = dict(truncation=True, max_length=options.max_length)
        self.pipeline = pipeline("text-classification", model=options.model, device="cpu", dtype=torch.float32)

    def labels(self, texts):
        for found in self.pipeline(texts, batch_size=self.batch, **self.limits):
            yield found["label"], found["score"]


class ONNXRuntime:
    """ONNX Runtime; all texts are tokenized together and sorted by length, so that batches need little padding."""

    def __init__(self, options):
        import numpy
        from tokenizers import Tokenizer

        import reference_engines

        self.numpy = numpy
        names = {"onnxruntime": "ONNXRuntime", "onnxruntime-int8": "ONNXRuntimeInt8"}
        engine = getattr(reference_engines, names[options.engine])
        self.engine = engine(options.model, options.threads, options.cache, output="logits")
        self.version = self.engine.version
        self.batch = options.batch
        self.tokenizer = Tokenizer.from_file(os.path.join(options.model, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(options.max_length)
        with open(os.path.join(options.model, "config.json"), encoding="utf-8") as file:
            names = json.load(file)["id2label"]
        self.names = [names[str(number)] for number in range(len(names))]

    def labels(self, texts):
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(texts)]
        order = sorted(range(len(ids)), key=lambda number: -len(ids[number]))
        found = [None] * len(ids)
        for start in range(0, len(order), self.batch):
            chosen = order[start : start + self.batch]
            logits = self.engine.outputs([ids[number] for number in chosen])
            powers = self.numpy.exp(logits - logits.max(axis=1, keepdims=True))
            shares = powers / powers.sum(axis=1, keepdims=True)
            for number, best, row in zip(chosen, shares.argmax(axis=1), shares):
                found[number] = self.names[best], float(row[best])
        return found


def label(options, engine):
    began = time.perf_counter()
    with open(options.input, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index(options.text_column)
    with open(options.output, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header + ["label", "score"])
        for row, (name, score) in zip(rows, engine.labels([row[column] for row in rows]), strict=True):
            writer.writerow(row + [name, f"{score:.6f}"])
    return dict(rows=len(rows), seconds_without_start=round(time.perf_counter() - began, 3))


if __name__ == "__main__":
    options = arguments()
    limit_threads(options.threads)
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        engine = (Pipeline if options.engine == "pipeline" else ONNXRuntime)(options)
    except ModuleNotFoundError as error:
        print(f"{options.engine}: {error}", file=sys.stderr)
        sys.exit(NOT_INSTALLED)
    report = dict(engine=options.engine, version=engine.version, threads=options.threads)
    if options.work == "label":
        report |= label(options, engine)
    print(json.dumps(report))
